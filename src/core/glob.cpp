#include "glob.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace sotval::core {

namespace {

// Index just past the set that starts with the '[' at `i`; npos if it is not closed.
std::size_t set_end(std::string_view text, std::size_t i) {
  ++i;
  if (i < text.size() && (text[i] == '!' || text[i] == '^')) ++i;
  bool first = true;
  for (; i < text.size(); ++i) {
    if (text[i] == ']' && !first) return i + 1;
    if (text[i] == '\\') ++i;
    first = false;
  }
  return std::string_view::npos;
}

// Calls `visit(index, character)` for every character that is neither escaped nor inside a set.
template <class Visit> void for_each_active(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] == '[') {
      const std::size_t end = set_end(text, i);
      if (end != std::string_view::npos) {
        i = end - 1;
        continue;
      }
    }
    visit(i, text[i]);
  }
}

struct BraceGroup {
  std::size_t open = 0, close = 0;
  std::vector<std::size_t> commas;
};

// The first group with a comma at its own level; groups without one are literal text.
std::optional<BraceGroup> first_group(std::string_view text) {
  std::vector<BraceGroup> open;
  std::optional<BraceGroup> found;
  for_each_active(text, [&](std::size_t i, char c) {
    if (c == '{') open.push_back({i, 0, {}});
    if (c == ',' && !open.empty()) open.back().commas.push_back(i);
    if (c != '}' || open.empty()) return;
    BraceGroup group = std::move(open.back());
    open.pop_back();
    group.close = i;
    if (!group.commas.empty() && (!found || group.open < found->open)) found = std::move(group);
  });
  return found;
}

void expand_into(std::string_view text, std::vector<std::string>& out, std::size_t limit) {
  if (out.size() > limit) return;
  const auto group = first_group(text);
  if (!group) {
    if (std::find(out.begin(), out.end(), text) == out.end()) out.emplace_back(text);
    return;
  }
  std::vector<std::size_t> ends = group->commas;
  ends.push_back(group->close);
  std::size_t start = group->open + 1;
  for (const std::size_t end : ends) {
    std::string one(text.substr(0, group->open));
    one += text.substr(start, end - start);
    one += text.substr(group->close + 1);
    expand_into(one, out, limit);
    start = end + 1;
  }
}

constexpr std::size_t max_alternatives = 1000;

std::optional<std::string> check_component(std::string_view component) {
  if (component.empty()) return "empty path component";
  if (component == "." || component == "..") return "'" + std::string(component) + "' is not allowed: paths start at the root";
  if (component == "**") return std::nullopt;
  bool stars = false;
  for_each_active(component, [&](std::size_t i, char c) {
    if (c == '*' && i + 1 < component.size() && component[i + 1] == '*') stars = true;
  });
  if (stars) return "'**' must be a whole path component, as in a/**/b";
  return std::nullopt;
}

std::optional<std::string> check_brackets(std::string_view glob) {
  int depth = 0;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '\\') {
      if (++i == glob.size()) return "a backslash at the end escapes nothing";
    } else if (glob[i] == '[') {
      const std::size_t end = set_end(glob, i);
      if (end == std::string_view::npos) return "'[' without ']'";
      if (glob.substr(i, end - i).find('/') != std::string_view::npos) return "a character set cannot hold '/'";
      i = end - 1;
    } else if (glob[i] == '{') {
      ++depth;
    } else if (glob[i] == '}' && depth > 0) {
      --depth;
    }
  }
  if (depth > 0) return "'{' without '}'";
  return std::nullopt;
}

} // namespace

std::optional<std::string> check_glob(std::string_view glob) {
  if (glob.empty()) return "empty glob";
  if (auto error = check_brackets(glob)) return error;
  const std::vector<std::string> alternatives = expand_braces(glob);
  if (alternatives.size() > max_alternatives) return "more than 1000 alternatives";
  for (const std::string& alternative : alternatives) {
    if (alternative.empty()) return "an alternative is empty";
    if (alternative.front() == '/') return "must be relative to the root: no leading '/'";
    if (alternative.back() == '/') return "trailing '/': to select directories, use type: dir";
    for (const std::string& component : split_components(alternative))
      if (auto error = check_component(component)) return error;
  }
  return std::nullopt;
}

std::vector<std::string> expand_braces(std::string_view glob) {
  std::vector<std::string> out;
  expand_into(glob, out, max_alternatives);
  return out;
}

std::vector<std::string> split_components(std::string_view glob) {
  std::vector<std::string> out;
  std::size_t start = 0;
  for_each_active(glob, [&](std::size_t i, char c) {
    if (c != '/') return;
    out.emplace_back(glob.substr(start, i - start));
    start = i + 1;
  });
  out.emplace_back(glob.substr(start));
  return out;
}

// ---- NamePattern

NamePattern::NamePattern(std::string_view text) : text_(text) {
  const auto literal = [&](std::string_view bytes) {
    if (tokens_.empty() || tokens_.back().kind != Token::Kind::literal) tokens_.push_back({Token::Kind::literal, {}});
    tokens_.back().bytes += bytes;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\\') {
      literal(text.substr(i + 1, 1));
      i += 2;
    } else if (text[i] == '*') {
      if (tokens_.empty() || tokens_.back().kind != Token::Kind::star) tokens_.push_back({Token::Kind::star, {}});
      ++i;
    } else if (text[i] == '?') {
      tokens_.push_back({Token::Kind::any, {}});
      ++i;
    } else if (text[i] == '[') {
      const std::size_t end = set_end(text, i);
      Token set{Token::Kind::set, {}};
      std::string_view body = text.substr(i + 1, end - i - 2);
      if (!body.empty() && (body[0] == '!' || body[0] == '^')) {
        set.negated = true;
        body.remove_prefix(1);
      }
      const auto next = [&body] {
        if (body[0] == '\\' && body.size() > 1) body.remove_prefix(1);
        char32_t code_point = 0;
        body.remove_prefix(decode_code_point(body, code_point));
        return code_point;
      };
      while (!body.empty()) {
        const char32_t low = next();
        char32_t high = low;
        if (body.size() > 1 && body[0] == '-') {
          body.remove_prefix(1);
          high = next();
        }
        set.ranges.emplace_back(low, high);
      }
      tokens_.push_back(std::move(set));
      i = end;
    } else {
      literal(text.substr(i, 1));
      ++i;
    }
  }
  const bool last_literal = !tokens_.empty() && tokens_.back().kind == Token::Kind::literal;
  if (tokens_.empty() || (tokens_.size() == 1 && last_literal)) literal_ = tokens_.empty() ? "" : tokens_[0].bytes;
  if (last_literal) suffix_ = tokens_.back().bytes;
  const auto is = [&](std::size_t i, Token::Kind kind) { return i < tokens_.size() && tokens_[i].kind == kind; };
  // *infix* and *infix*suffix
  if (is(0, Token::Kind::star) && is(1, Token::Kind::literal) && is(2, Token::Kind::star) &&
      (tokens_.size() == 3 || (tokens_.size() == 4 && last_literal))) {
    contains_shape_ = true;
    infix_ = tokens_[1].bytes;
  }
}

bool NamePattern::matches(std::string_view name) const noexcept {
  if (literal_) return name == *literal_;
  if (!name.ends_with(suffix_)) return false;
  if (contains_shape_) return name.substr(0, name.size() - suffix_.size()).find(infix_) != std::string_view::npos;
  return match_from(0, name);
}

bool NamePattern::match_from(std::size_t token, std::string_view name) const noexcept {
  // Iterative with one point of return (the last star), so time is at most tokens x length.
  std::size_t star = tokens_.size();
  std::string_view star_name;
  for (;;) {
    bool ok = false;
    if (token == tokens_.size()) {
      ok = name.empty();
      if (ok) return true;
    } else {
      const Token& t = tokens_[token];
      switch (t.kind) {
      case Token::Kind::literal:
        ok = name.starts_with(t.bytes);
        if (ok) name.remove_prefix(t.bytes.size());
        break;
      case Token::Kind::star:
        star = token;
        star_name = name;
        ok = true;
        break;
      case Token::Kind::any:
      case Token::Kind::set: {
        if (name.empty()) break;
        char32_t code_point = 0;
        const std::size_t length = decode_code_point(name, code_point);
        ok = t.kind == Token::Kind::any ||
             std::any_of(t.ranges.begin(), t.ranges.end(),
                         [&](const auto& range) { return range.first <= code_point && code_point <= range.second; }) != t.negated;
        if (ok) name.remove_prefix(length);
        break;
      }
      }
    }
    if (ok) {
      ++token;
      continue;
    }
    if (star == tokens_.size() || star_name.empty()) return false;
    char32_t skipped = 0;
    star_name.remove_prefix(decode_code_point(star_name, skipped)); // the star takes one code point more
    name = star_name;
    token = star + 1;
  }
}

// ---- Glob

Glob::Glob(std::string_view glob) {
  for (const std::string& text : expand_braces(glob)) {
    Alternative alternative;
    std::vector<std::string> components = split_components(text);
    if (components.back() == "**") components.emplace_back("*"); // x/** is what lies below x, at any depth
    for (const std::string& component : components)
      alternative.push_back({component == "**", NamePattern(component == "**" ? "*" : component)});
    alternatives_.push_back(std::move(alternative));
  }
}

std::optional<std::size_t> Glob::max_depth() const noexcept {
  std::size_t depth = 0;
  for (const Alternative& alternative : alternatives_) {
    for (const Component& component : alternative)
      if (component.any_depth) return std::nullopt;
    depth = std::max(depth, alternative.size());
  }
  return depth;
}

bool Glob::matches(std::string_view path) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const Alternative& alternative) {
    return match_components(alternative.data(), alternative.data() + alternative.size(), path);
  });
}

bool Glob::match_components(const Component* begin, const Component* end, std::string_view path) {
  if (begin == end) return path.empty();
  if (path.empty()) return false;
  const std::size_t slash = path.find('/');
  const std::string_view name = path.substr(0, slash);
  const std::string_view rest = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  if (begin->any_depth)
    return match_components(begin + 1, end, path) ||
           (slash != std::string_view::npos && match_components(begin, end, rest));
  return begin->name.matches(name) && match_components(begin + 1, end, rest);
}

} // namespace sotval::core
