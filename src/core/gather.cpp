#include "gather.hpp"

#include <algorithm>
#include <map>

#include <sotval/error.hpp>

#include "document/parse.hpp"
#include "printable.hpp"
#include "read_node.hpp"

namespace sotval::core {

// ---- GatherWork

GatherWork::GatherWork(const Plan& plan, const Snapshot& snapshot, std::span<const ClassId> node_class,
                       std::span<const std::vector<SelectorId>> classes)
    : node_class_(node_class) {
  std::vector<bool> used(classes.size());
  for (const ClassId id : node_class) used[id] = true;
  // Classes that ask for the same share their automata; those of which there is no file need none.
  using Key = std::pair<std::vector<LeafRequest>, std::vector<FieldTestId>>;
  std::map<Key, std::uint32_t> known;
  for (ClassId id = 0; id < classes.size(); ++id) {
    ContentNeeds needs = used[id] ? plan.needs_of(classes[id]) : ContentNeeds{};
    Key key{std::move(needs.leaves), std::move(needs.tests)};
    const auto [entry, fresh] = known.try_emplace(std::move(key), static_cast<std::uint32_t>(works_.size()));
    if (fresh) {
      FileWork work;
      if (!entry->first.first.empty()) work.text = std::make_unique<TextMatcher>(entry->first.first, plan.compiled_leaves());
      work.tests = entry->first.second;
      works_.push_back(std::move(work));
    }
    work_of_class_.push_back(entry->second);
  }
  for (std::uint32_t node = 0; node < snapshot.size(); ++node)
    if (!work_of(node).empty()) files_.push_back(node);
  cut_into_jobs(snapshot);
}

// Large jobs cost less to hand out; towards the end they become smaller, so that no worker is left alone with a large one.
void GatherWork::cut_into_jobs(const Snapshot& snapshot) {
  constexpr std::uint64_t largest = 5'000'000, smallest = 250'000; // nanoseconds
  constexpr std::uint64_t part_of_rest = 16;
  constexpr std::uint64_t usual_size = 4'096;
  const auto size_known = [&](std::uint32_t node) { return snapshot[node].size != 0 || snapshot[node].inode != 0; };
  const auto cost_of = [&](std::uint32_t node) {
    // Measured: a file costs 7 us to open and read, a byte 0.5 ns to search and 30 ns to parse.
    const FileWork& work = work_of(node);
    const std::uint64_t size = size_known(node) ? snapshot[node].size : usual_size;
    return 7'000 + (work.text != nullptr ? size / 2 : 0) + (work.tests.empty() ? 0 : size * 30);
  };
  std::uint64_t rest = 0;
  for (const std::uint32_t node : files_) rest += cost_of(node);
  // Each of the last files may be large if nobody knows.
  const std::uint64_t last = std::all_of(files_.begin(), files_.end(), size_known) ? smallest : 0;
  Job job;
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    ++job.count;
    job.cost += cost_of(files_[i]);
    job.bytes += snapshot[files_[i]].size;
    if (job.cost < std::clamp(rest / part_of_rest, last, largest) && i + 1 < files_.size()) continue;
    rest -= job.cost;
    jobs_.push_back(job);
    job = Job{job.id + 1, i + 1, 0, 0, 0};
  }
}

std::span<const std::uint32_t> GatherWork::files(std::uint32_t first, std::uint32_t count) const {
  if (first > files_.size() || count > files_.size() - first) throw EngineError("a job names files that are not part of the run");
  return std::span(files_).subspan(first, count);
}

// ---- Gatherer

const Digest* ContentMemory::expected_of(std::uint32_t node) const noexcept {
  const auto found = std::lower_bound(expected.begin(), expected.end(), node, [](const auto& entry, std::uint32_t n) { return entry.first < n; });
  return found != expected.end() && found->first == node ? &found->second : nullptr;
}

Gatherer::Gatherer(const RootDirectory& root, const Plan& plan, const Limits& limits, const ContentMemory& memory)
    : plan_(plan), limits_(limits), memory_(memory), reader_(root, limits.file_size) {}

GatherCounts Gatherer::take_counts() {
  const GatherCounts now{reader_.files_opened(), reader_.bytes_read(), documents_};
  const GatherCounts since{now.files_opened - taken_.files_opened, now.bytes_read - taken_.bytes_read,
                           now.documents_parsed - taken_.documents_parsed};
  taken_ = now;
  return since;
}

void Gatherer::expect(const Snapshot& snapshot, std::span<const std::uint32_t> nodes) {
  std::vector<std::string_view> paths;
  paths.reserve(nodes.size());
  for (const std::uint32_t node : nodes)
    if (!snapshot.content(snapshot[node]) && snapshot[node].size < ReadAhead::room) paths.push_back(snapshot.target(snapshot[node]));
  reader_.expect(std::move(paths));
}

FileFacts Gatherer::gather(const Snapshot& snapshot, std::uint32_t node, const FileWork& work) {
  FileFacts facts;
  facts.node = node;
  ReadResult read = read_node(reader_, snapshot, snapshot[node]);
  facts.readable = read.ok;
  if (!read.ok) {
    facts.reason = std::move(read.reason);
    return facts;
  }
  if (memory_.digests) {
    facts.content = Digest::of(read.bytes);
    if (const Digest* expected = memory_.expected_of(node); expected != nullptr && *expected == *facts.content) {
      facts.as_stored = true;
      return facts;
    }
  }
  const CleanText clean(read.bytes);
  if (work.text != nullptr) find_text(clean, read.bytes, work, facts);
  if (!work.tests.empty()) apply_tests(clean, read.bytes, snapshot.name(snapshot[node]).ends_with(".json"), work, facts);
  return facts;
}

namespace {

// Runs along a file and tells line and column (in code points) of offsets that do not decrease.
class PlaceFinder {
public:
  explicit PlaceFinder(std::string_view bytes) : bytes_(bytes) {}

  TextPlace operator()(LeafId leaf, std::uint32_t member, std::size_t offset) {
    const char* const end = bytes_.data() + offset;
    for (const char* at = bytes_.data() + seen_; (at = std::find(at, end, '\n')) != end; ++at) {
      ++line_;
      column_ = 1;
      counted_ = static_cast<std::size_t>(at - bytes_.data()) + 1;
    }
    seen_ = offset;
    for (; counted_ < offset; ++column_) {
      char32_t skipped = 0;
      counted_ += decode_code_point(bytes_.substr(counted_), skipped);
    }
    return {leaf, line_, column_, member};
  }

private:
  std::string_view bytes_;
  std::size_t seen_ = 0;    // line ends are known up to here
  std::size_t counted_ = 0; // columns of the current line are counted up to here
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

// A place that was counted on the text without its invalid bytes, as it is in the file.
void correct_place(const CleanText& clean, std::string_view bytes, FieldFailure& failure) {
  if (clean.was_clean() || failure.line == 0) return;
  std::string_view text = clean.text();
  std::size_t offset = 0;
  for (std::uint32_t line = 1; line < failure.line; ++line) {
    const std::size_t end = text.find('\n', offset);
    if (end == std::string_view::npos) return;
    offset = end + 1;
  }
  for (std::uint32_t column = 1; column < failure.column && offset < text.size(); ++column) {
    char32_t skipped = 0;
    offset += decode_code_point(text.substr(offset), skipped);
  }
  const TextPlace place = PlaceFinder(bytes)(0, 0, clean.original_offset(offset));
  failure.line = place.line;
  failure.column = place.column;
}

} // namespace

void Gatherer::find_text(const CleanText& clean, std::string_view bytes, const FileWork& work, FileFacts& facts) {
  work.text->find(clean, std::max<std::size_t>(limits_.findings, 1), hits_, scratch_);
  PlaceFinder place(bytes);
  for (const LeafHit& hit : hits_.listed) facts.places.push_back(place(hit.leaf, hit.member, clean.original_offset(hit.offset)));
  for (const TextHits::More& more : hits_.more) facts.unlisted.push_back({more.leaf, more.count});
  std::stable_sort(facts.places.begin(), facts.places.end(), [](const TextPlace& a, const TextPlace& b) { return a.leaf < b.leaf; });
}

void Gatherer::apply_tests(const CleanText& clean, std::string_view bytes, bool json, const FileWork& work, FileFacts& facts) {
  const DocumentLimits limits{limits_.document_depth, limits_.document_nodes};
  const ParseResult parsed = json ? parse_json(clean.text(), limits, document_) : parse_yaml(clean.text(), limits, document_);
  ++documents_;
  if (parsed.status != ParseStatus::parsed) {
    const bool undecided = parsed.status == ParseStatus::undecided;
    facts.document = undecided ? DocumentStatus::undecided : DocumentStatus::unparsable;
    facts.problem = {(undecided ? "" : json ? "is not JSON: " : "is not YAML: ") + shorten(parsed.reason, 200), parsed.line, parsed.column};
    correct_place(clean, bytes, facts.problem);
    return;
  }
  if (document_.empty() || !document_.is_map(Document::root)) {
    facts.document = DocumentStatus::not_a_map;
    facts.problem = {document_.empty() ? "is empty, expected a map" : "is " + document_.describe(Document::root) + ", expected a map", 0, 0};
    return;
  }
  facts.document = DocumentStatus::map;
  for (const FieldTestId test : work.tests) {
    auto failure = plan_.tests()[test].apply(document_);
    if (!failure) continue;
    correct_place(clean, bytes, *failure);
    facts.failures.push_back({test, std::move(*failure)});
  }
}

} // namespace sotval::core
