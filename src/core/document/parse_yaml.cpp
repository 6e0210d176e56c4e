#include <algorithm>
#include <optional>
#include <unordered_map>

#include <yaml.h>

#include "document/parse.hpp"
#include "utf8.hpp"

namespace sotval::core {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Parser {
public:
  explicit Parser(std::string_view text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING); // a mark for UTF-16 is just bytes to us
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { yaml_parser_delete(&parser_); }

  bool next(yaml_event_t& event) { return yaml_parser_parse(&parser_, &event) != 0; }

  // After next() gave false.
  const char* problem() const {
    if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    return parser_.problem != nullptr ? parser_.problem : "not YAML";
  }
  const yaml_mark_t& problem_mark() const { return parser_.problem_mark; }
  /// Offset of a character that YAML does not allow at all, if that is the problem.
  std::optional<std::size_t> forbidden_character() const {
    if (parser_.error != YAML_READER_ERROR) return std::nullopt;
    return parser_.problem_offset;
  }

private:
  yaml_parser_t parser_{};
};

// Where libyaml's marks are in the file: a line ends with LF, a byte order mark is a character.
class Places {
public:
  struct Place {
    std::uint32_t line, column;
  };

  explicit Places(std::string_view text) : text_(text), marked_(text.starts_with(byte_order_mark)), odd_(has_odd_line_ends(text)) {}

  Place operator()(const yaml_mark_t& mark) {
    if (!odd_) {
      const std::size_t shift = marked_ && mark.line == 0 ? 2 : 1;
      return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + shift)};
    }
    const std::size_t index = mark.index + (marked_ ? 1 : 0);
    if (index < index_) restart();
    while (index_ < index && offset_ < text_.size()) step();
    return here_;
  }

  /// The same, but that the end of a text without a line end is in its last line: libyaml ends that line in any case.
  Place of_problem(const yaml_mark_t& mark) {
    const Place place = (*this)(mark);
    const bool beyond = !text_.ends_with('\n') && place.line > 1 + std::count(text_.begin(), text_.end(), '\n');
    return beyond ? at_offset(text_.size()) : place;
  }

  Place at_offset(std::size_t offset) {
    restart();
    while (offset_ < offset && offset_ < text_.size()) step();
    return here_;
  }

private:
  // libyaml ends a line with these, too.
  static bool has_odd_line_ends(std::string_view text) {
    for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1))
      if (at + 1 == text.size() || text[at + 1] != '\n') return true;
    for (const char* end : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) // NEL, LS, PS
      if (text.find(end) != std::string_view::npos) return true;
    return false;
  }

  void restart() {
    index_ = offset_ = 0;
    here_ = {1, 1};
  }
  void step() {
    const bool line_end = text_[offset_] == '\n';
    char32_t skipped = 0;
    offset_ += decode_code_point(text_.substr(offset_), skipped);
    ++index_;
    here_ = line_end ? Place{here_.line + 1, 1} : Place{here_.line, here_.column + 1};
  }

  std::string_view text_;
  bool marked_;
  bool odd_;
  std::size_t index_ = 0, offset_ = 0; // in code points, in bytes
  Place here_{1, 1};
};

// An event frees itself.
struct Event {
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&raw); }
  yaml_event_t raw{};
};

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

Document::Tag tag_of(const yaml_event_t& event) {
  using Tag = Document::Tag;
  const auto& scalar = event.data.scalar;
  constexpr std::string_view core = "tag:yaml.org,2002:";
  std::string_view tag = view(scalar.tag);
  if (tag.empty()) return scalar.plain_implicit != 0 || scalar.style != YAML_PLAIN_SCALAR_STYLE ? Tag::none : Tag::text;
  if (!tag.starts_with(core)) return Tag::none; // unknown tags are ignored
  tag.remove_prefix(core.size());
  if (tag == "str") return Tag::text;
  if (tag == "int") return Tag::integer;
  if (tag == "float") return Tag::floating;
  if (tag == "bool") return Tag::boolean;
  if (tag == "null") return Tag::null;
  return Tag::none;
}

class YamlReader {
public:
  YamlReader(std::string_view text, const DocumentLimits& limits, Document& document)
      : mark_size_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0), parser_(text.substr(mark_size_)), places_(text),
        limits_(limits), builder_(document, limits.depth, limits.nodes), document_(document) {}

  ParseResult run() {
    for (;;) {
      Event event;
      if (!parser_.next(event.raw)) return failure();
      ended_ = event.raw.type == YAML_DOCUMENT_END_EVENT && event.raw.data.document_end.implicit == 0;
      if (event.raw.type == YAML_DOCUMENT_END_EVENT || event.raw.type == YAML_STREAM_END_EVENT) break;
      if (!take(event.raw)) return {ParseStatus::unparsable, "alias of an anchor that is not there", place(event.raw).line, place(event.raw).column};
      if (builder_.status() != DocumentBuilder::Status::good) return over_limit(event.raw);
    }
    const std::uint32_t bad = builder_.find_bad_merge();
    if (bad == Document::none) return {};
    return {ParseStatus::unparsable, "a merge key (<<) needs a map or a list of maps", document_[bad].line, document_[bad].column};
  }

  /// After run(): offset in the text of a character that kept the parser from going on.
  std::optional<std::size_t> forbidden_character() const {
    const auto offset = parser_.forbidden_character();
    return offset ? std::optional(*offset + mark_size_) : std::nullopt;
  }

  /// After run() parsed a document: whether it is known to end before the text does.
  bool is_complete() {
    Event event;
    return ended_ || !parser_.next(event.raw) || event.raw.type == YAML_DOCUMENT_START_EVENT;
  }

private:
  Places::Place place(const yaml_event_t& event) { return places_(event.start_mark); }

  ParseResult failure() {
    const auto forbidden = forbidden_character();
    const Places::Place at = forbidden ? places_.at_offset(*forbidden) : places_.of_problem(parser_.problem_mark());
    return {ParseStatus::unparsable, parser_.problem(), at.line, at.column};
  }

  // False for an alias without anchor.
  bool take(const yaml_event_t& event) {
    const Places::Place at = place(event);
    switch (event.type) {
    case YAML_SCALAR_EVENT: {
      const auto& scalar = event.data.scalar;
      const auto kind = scalar.style == YAML_PLAIN_SCALAR_STYLE ? Document::Kind::plain : Document::Kind::quoted;
      const std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
      anchor(scalar.anchor, builder_.add_scalar(text, kind, tag_of(event), at.line, at.column));
      break;
    }
    case YAML_SEQUENCE_START_EVENT:
      anchor(event.data.sequence_start.anchor, builder_.open(Document::Kind::list, at.line, at.column));
      break;
    case YAML_MAPPING_START_EVENT:
      anchor(event.data.mapping_start.anchor, builder_.open(Document::Kind::map, at.line, at.column));
      break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: builder_.close(); break;
    case YAML_ALIAS_EVENT: {
      const auto target = anchors_.find(std::string(view(event.data.alias.anchor)));
      if (target == anchors_.end()) return false;
      builder_.add_alias(target->second, at.line, at.column);
      break;
    }
    default: break; // start of stream and document
    }
    return true;
  }

  void anchor(const yaml_char_t* name, std::uint32_t node) {
    if (name != nullptr) anchors_[std::string(view(name))] = node;
  }

  ParseResult over_limit(const yaml_event_t& event) {
    const bool deep = builder_.status() == DocumentBuilder::Status::too_deep;
    return {ParseStatus::undecided,
            deep ? "nested deeper than the limit of " + std::to_string(limits_.depth)
                 : "more than the limit of " + std::to_string(limits_.nodes) + " nodes with its aliases written out",
            place(event).line, place(event).column};
  }

  std::size_t mark_size_; // libyaml counts the mark as a column, which would indent the first line: it is not shown
  Parser parser_;
  Places places_;
  const DocumentLimits& limits_;
  DocumentBuilder builder_;
  Document& document_;
  bool ended_ = false; // by "..."
  std::unordered_map<std::string, std::uint32_t> anchors_;
};

} // namespace

ParseResult parse_yaml(std::string_view text, const DocumentLimits& limits, Document& document) {
  YamlReader reader(text, limits, document);
  const ParseResult result = reader.run();
  const auto forbidden = reader.forbidden_character();
  if (!forbidden) return result;
  // libyaml refuses characters far ahead of what it parses. So look whether the first document ends before.
  YamlReader before(text.substr(0, *forbidden), limits, document);
  const ParseResult first = before.run();
  return first.status != ParseStatus::parsed || before.is_complete() ? first : result;
}

} // namespace sotval::core
