#include "check/support.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <re2/re2.h>

#include "printable.hpp"

namespace sotval::core {

std::string text_parameter(const Value& parameters, std::string_view name, std::string_view otherwise) {
  const Value* value = parameters.find(name);
  return value != nullptr ? *value->as_string() : std::string(otherwise);
}

std::optional<std::uint64_t> number_parameter(const Value& parameters, std::string_view name) {
  const Value* value = parameters.find(name);
  if (value == nullptr) return std::nullopt;
  return static_cast<std::uint64_t>(*value->as_int());
}

bool bool_parameter(const Value& parameters, std::string_view name) {
  const Value* value = parameters.find(name);
  return value != nullptr && *value->as_bool();
}

EntryType type_parameter(const Value& parameters, EntryType otherwise) {
  const std::string type = text_parameter(parameters, "type");
  if (type == "file") return EntryType::file;
  if (type == "dir") return EntryType::directory;
  return type == "any" ? EntryType::any : otherwise;
}

std::vector<std::string> list_parameter(const Value& parameters, std::string_view name) {
  std::vector<std::string> out;
  const Value* value = parameters.find(name);
  if (value == nullptr) return out;
  if (const std::string* text = value->as_string()) out.push_back(*text);
  if (const Value::List* list = value->as_list())
    for (const Value& item : *list) out.push_back(*item.as_string());
  return out;
}

std::unique_ptr<re2::RE2> regex_parameter(const Value& parameters, std::string_view name) {
  const Value* value = parameters.find(name);
  return value != nullptr ? std::make_unique<re2::RE2>(*value->as_string()) : nullptr;
}

bool matches(const std::unique_ptr<re2::RE2>& regex, std::string_view text) {
  return !regex || re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

// ---- Require

std::string Require::describe() const {
  switch (kind) {
  case Kind::every: return "every one";
  case Kind::none: return "none";
  case Kind::at_least: return "at least " + std::to_string(at_least);
  case Kind::ratio: break;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), ratio * 100, std::chars_format::general, 10).ptr;
  return "at least " + std::string(text.data(), end) + " %";
}

Require require_parameter(const Value& parameters, Require::Kind otherwise) {
  Require require;
  require.kind = otherwise;
  if (const Value* value = parameters.find("require")) {
    if (const std::string* text = value->as_string())
      require.kind = *text == "none" ? Require::Kind::none : Require::Kind::every;
    if (const Value* count = value->find("at_least")) {
      require.kind = Require::Kind::at_least;
      require.at_least = static_cast<std::uint64_t>(*count->as_int());
    }
    if (const Value* ratio = value->find("ratio")) {
      require.kind = Require::Kind::ratio;
      require.ratio = ratio->as_double() != nullptr ? *ratio->as_double() : static_cast<double>(*ratio->as_int());
    }
  }
  require.pass_when_empty = text_parameter(parameters, "on_empty", require.kind == Require::Kind::none ? "pass" : "fail") == "pass";
  return require;
}

namespace {

bool holds(const Require& require, std::uint64_t satisfying, std::uint64_t total) {
  if (total == 0) return require.pass_when_empty;
  switch (require.kind) {
  case Require::Kind::every: return satisfying == total;
  case Require::Kind::none: return satisfying == 0;
  case Require::Kind::at_least: return satisfying >= require.at_least;
  case Require::Kind::ratio: return static_cast<double>(satisfying) / static_cast<double>(total) >= require.ratio;
  }
  return false;
}

} // namespace

Truth decide(const Require& require, const Tally& tally) {
  // Every kind of requirement is monotonic in what satisfies and in what does not, so the extremes tell.
  constexpr std::uint64_t many = 1'000'000'000'000;
  const std::uint64_t best = tally.satisfying + tally.unknown;
  bool all = holds(require, tally.satisfying, tally.total());
  bool any = all;
  const auto consider = [&](std::uint64_t satisfying, std::uint64_t total) {
    const bool h = holds(require, satisfying, total);
    all &= h;
    any |= h;
  };
  consider(best, tally.total());
  if (tally.incomplete) {
    consider(tally.satisfying, tally.total() + many);
    consider(best + many, tally.total() + many);
  }
  return all ? Truth::yes : any ? Truth::unknown : Truth::no;
}

// ---- Bounds

bool Bounds::hold(std::uint64_t count) const noexcept {
  return (!equals || count == *equals) && (!min || count >= *min) && (!max || count <= *max);
}

std::string Bounds::describe() const {
  if (equals) return "exactly " + std::to_string(*equals);
  if (min && max) return std::to_string(*min) + " to " + std::to_string(*max);
  if (max) return *max == 0 ? "none" : "at most " + std::to_string(*max);
  return "at least " + std::to_string(min.value_or(0));
}

Truth decide(const Bounds& bounds, std::uint64_t count, std::uint64_t maybe, bool open_ended) {
  bool all = true, any = false;
  const auto consider = [&](std::uint64_t n) {
    const bool h = bounds.hold(n);
    all &= h;
    any |= h;
  };
  consider(count);
  consider(count + maybe);
  // In between, a bound may hold that holds at neither end.
  for (const auto& bound : {bounds.equals, bounds.min, bounds.max})
    if (bound && *bound > count && (open_ended || *bound < count + maybe)) consider(*bound);
  if (open_ended) consider(~std::uint64_t{0});
  return all ? Truth::yes : any ? Truth::unknown : Truth::no;
}

// ---- evidence

void EvidenceList::put(Value& evidence, std::string_view name) && {
  evidence.set(name, std::move(items_));
  if (count_ > limit_) evidence.set(std::string(name) + "_cut_at", limit_);
}

std::string printable_path(std::string_view path) {
  return shorten(path, std::string_view::npos);
}

// ---- children

bool has_type(const TreeNode& node, EntryType type) noexcept {
  return type == EntryType::any || (type == EntryType::file && node.type == NodeType::file) ||
         (type == EntryType::directory && node.type == NodeType::directory);
}

Truth has_child(const Snapshot& snapshot, std::uint32_t directory, std::string_view path, EntryType type) {
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    if (snapshot[directory].unlistable) return Truth::unknown;
    std::uint32_t next = snapshot.size();
    snapshot.for_each_child(directory, [&](std::uint32_t child) {
      if (snapshot.name(snapshot[child]) == name) next = child;
    });
    if (next == snapshot.size()) return Truth::no;
    if (slash == std::string_view::npos) return truth(!snapshot[next].hidden && has_type(snapshot[next], type));
    if (snapshot[next].type != NodeType::directory) return Truth::no;
    directory = next;
    path.remove_prefix(slash + 1);
  }
}

std::string join_names(const std::vector<std::string>& names, std::size_t limit, std::string_view last) {
  std::string out;
  const std::size_t shown = std::min(names.size(), limit);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == names.size() ? last : std::string_view(", ");
    out += names[i];
  }
  if (shown < names.size()) out += " and " + std::to_string(names.size() - shown) + " more";
  return out;
}

std::string undecided_message(const JudgeContext& context, std::uint64_t unknown, const std::string& first, bool incomplete) {
  std::string out = "cannot be decided: ";
  if (unknown > 0) {
    out += count_of(unknown, "candidate") + " could not be read";
    if (!first.empty()) out += ", the first is " + first;
  }
  if (!incomplete) return out;
  std::vector<std::string> directories;
  for (const TreeNode& node : context.snapshot.nodes())
    if (node.unlistable) directories.push_back(node.path_size == 0 ? "the root" : printable_path(context.snapshot.path(node)));
  return out + (unknown > 0 ? "; " : "") + "could not list " + join_names(directories, 3);
}

} // namespace sotval::core
