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

struct CharacterSet {
  bool negated = false;
  std::vector<std::pair<char32_t, char32_t>> ranges;
};

// Requires: `text` runs from a '[' to its set_end().
CharacterSet parse_set(std::string_view text) {
  CharacterSet set;
  std::string_view body = text.substr(1, text.size() - 2);
  if (body[0] == '!' || body[0] == '^') {
    set.negated = true;
    body.remove_prefix(1);
  }
  const auto next = [&body] {
    if (body[0] == '\\') body.remove_prefix(1);
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
  return set;
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

constexpr std::size_t max_alternatives = 1000;

// Writes the groups out from the left. Alternatives count as often as they are written, equal ones
// too: {a,a}{a,a}{a,a}... gives a single one, but after exponential time. Returns false at the limit.
class BraceExpander {
public:
  bool expand(std::string_view text) {
    const auto group = first_group(text);
    if (!group) {
      if (++written_ > max_alternatives) return false;
      if (std::find(out_.begin(), out_.end(), text) == out_.end()) out_.emplace_back(text);
      return true;
    }
    // Every group adds an alternative at least, so the recursion is bounded as well.
    if (++depth_ > max_alternatives) return false;
    std::vector<std::size_t> ends = group->commas;
    ends.push_back(group->close);
    std::size_t start = group->open + 1;
    for (const std::size_t end : ends) {
      std::string one(text.substr(0, group->open));
      one += text.substr(start, end - start);
      one += text.substr(group->close + 1);
      if (!expand(one)) return false;
      start = end + 1;
    }
    --depth_;
    return true;
  }
  std::vector<std::string> take() { return std::move(out_); }

private:
  std::vector<std::string> out_;
  std::size_t written_ = 0;
  std::size_t depth_ = 0;
};

std::optional<std::string> check_component(std::string_view component) {
  if (component.empty()) return "empty path component";
  if (component == "**") return std::nullopt;
  bool stars = false;
  for_each_active(component, [&](std::size_t i, char c) {
    if (c == '*' && i + 1 < component.size() && component[i + 1] == '*') stars = true;
  });
  if (stars) return "'**' must be a whole path component, as in a/**/b";
  const auto literal = NamePattern(component).literal();
  if (literal == "." || literal == "..") return "'" + *literal + "' is not allowed: paths start at the root";
  return std::nullopt;
}

std::optional<std::string> check_set(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return "a character set cannot hold '/'";
  // Read as a set of these characters it would match something, but never what was meant.
  const std::size_t named = text.find("[:", 1);
  if (named != std::string_view::npos && named + 4 <= text.size() && text.ends_with(":]"))
    return "named classes as in '" + std::string(text) + "]' are not known: write the range, as in [0-9]";
  for (const auto& [low, high] : parse_set(text).ranges)
    if (low > high) return "a range in '" + std::string(text) + "' runs backwards and would match nothing";
  return std::nullopt;
}

std::optional<std::string> check_brackets(std::string_view glob) {
  int depth = 0;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '\\') {
      if (++i == glob.size()) return "a backslash at the end escapes nothing";
      if (glob[i] == '/') return "'/' cannot be escaped: no name holds one";
    } else if (glob[i] == '[') {
      const std::size_t end = set_end(glob, i);
      if (end == std::string_view::npos) return "'[' without ']'";
      if (auto error = check_set(glob.substr(i, end - i))) return error;
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
  BraceExpander expander;
  if (!expander.expand(glob)) return "more than " + std::to_string(max_alternatives) + " alternatives";
  for (const std::string& alternative : expander.take()) {
    if (alternative.empty()) return "an alternative is empty";
    if (alternative.front() == '/') return "must be relative to the root: no leading '/'";
    if (alternative.back() == '/') return "trailing '/': to select directories, use type: dir";
    for (const std::string& component : split_components(alternative))
      if (auto error = check_component(component)) return error;
  }
  return std::nullopt;
}

std::vector<std::string> expand_braces(std::string_view glob) {
  BraceExpander expander;
  expander.expand(glob);
  return expander.take();
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
      CharacterSet set = parse_set(text.substr(i, end - i));
      tokens_.push_back({Token::Kind::set, {}, std::move(set.ranges), set.negated});
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
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const Alternative& alternative) { return match_components(alternative, path); });
}

bool Glob::match_components(const Alternative& alternative, std::string_view path) {
  // As in NamePattern only the last ** ever takes more, so time is at most components x depth; and
  // without recursion, because a path can be thousands of components deep.
  const auto first = [](std::string_view p) { return p.substr(0, p.find('/')); };
  const auto rest = [](std::string_view p) {
    const std::size_t slash = p.find('/');
    return slash == std::string_view::npos ? std::string_view() : p.substr(slash + 1);
  };
  std::size_t at = 0;
  std::optional<std::size_t> any_depth;
  std::string_view any_depth_path;
  for (;;) {
    if (at < alternative.size() && alternative[at].any_depth) {
      any_depth = at++;
      any_depth_path = path;
    } else if (at < alternative.size() && !path.empty() && alternative[at].name.matches(first(path))) {
      path = rest(path);
      ++at;
    } else if (at == alternative.size() && path.empty()) {
      return true;
    } else {
      if (!any_depth || any_depth_path.empty()) return false;
      any_depth_path = rest(any_depth_path);
      path = any_depth_path;
      at = *any_depth + 1;
    }
  }
}

} // namespace sotval::core
