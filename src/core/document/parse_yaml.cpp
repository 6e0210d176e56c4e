#include <unordered_map>

#include <yaml.h>

#include "document/parse.hpp"

namespace sotval::core {

namespace {

class Parser {
public:
  explicit Parser(std::string_view text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    // libyaml counts a byte order mark as a column, which would indent the first line.
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING); // a mark for UTF-16 is just bytes to us
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { yaml_parser_delete(&parser_); }

  bool next(yaml_event_t& event) { return yaml_parser_parse(&parser_, &event) != 0; }

  ParseResult error(std::string_view text) const {
    if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    ParseResult result{ParseStatus::unparsable, parser_.problem != nullptr ? parser_.problem : "not YAML", 0, 0};
    if (parser_.error == YAML_READER_ERROR) {
      result.line = 1;
      for (std::size_t i = 0; i < parser_.problem_offset && i < text.size(); ++i) result.line += text[i] == '\n';
      return result;
    }
    result.line = static_cast<std::uint32_t>(parser_.problem_mark.line + 1);
    result.column = static_cast<std::uint32_t>(parser_.problem_mark.column + 1);
    return result;
  }

private:
  yaml_parser_t parser_{};
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
      : text_(text), parser_(text), limits_(limits), document_(document), builder_(document, limits.depth, limits.nodes) {}

  ParseResult run() {
    for (;;) {
      Event event;
      if (!parser_.next(event.raw)) return parser_.error(text_);
      if (event.raw.type == YAML_DOCUMENT_END_EVENT || event.raw.type == YAML_STREAM_END_EVENT) break;
      if (!take(event.raw)) return undefined_alias(event.raw);
      if (builder_.status() != DocumentBuilder::Status::good) return over_limit(event.raw);
    }
    const std::uint32_t bad = builder_.find_bad_merge();
    if (bad == Document::none) return {};
    return {ParseStatus::unparsable, "a merge key (<<) needs a map or a list of maps", document_[bad].line, document_[bad].column};
  }

private:
  static std::uint32_t line(const yaml_event_t& event) { return static_cast<std::uint32_t>(event.start_mark.line + 1); }
  static std::uint32_t column(const yaml_event_t& event) { return static_cast<std::uint32_t>(event.start_mark.column + 1); }

  // False for an alias without anchor.
  bool take(const yaml_event_t& event) {
    switch (event.type) {
    case YAML_SCALAR_EVENT: {
      const auto& scalar = event.data.scalar;
      const auto kind = scalar.style == YAML_PLAIN_SCALAR_STYLE ? Document::Kind::plain : Document::Kind::quoted;
      const std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
      anchor(scalar.anchor, builder_.add_scalar(text, kind, tag_of(event), line(event), column(event)));
      break;
    }
    case YAML_SEQUENCE_START_EVENT:
      anchor(event.data.sequence_start.anchor, builder_.open(Document::Kind::list, line(event), column(event)));
      break;
    case YAML_MAPPING_START_EVENT:
      anchor(event.data.mapping_start.anchor, builder_.open(Document::Kind::map, line(event), column(event)));
      break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: builder_.close(); break;
    case YAML_ALIAS_EVENT: {
      const auto target = anchors_.find(std::string(view(event.data.alias.anchor)));
      if (target == anchors_.end()) return false;
      builder_.add_alias(target->second, line(event), column(event));
      break;
    }
    default: break; // start of stream and document
    }
    return true;
  }

  void anchor(const yaml_char_t* name, std::uint32_t node) {
    if (name != nullptr) anchors_[std::string(view(name))] = node;
  }

  static ParseResult undefined_alias(const yaml_event_t& event) {
    return {ParseStatus::unparsable, "alias of an anchor that is not there", line(event), column(event)};
  }

  ParseResult over_limit(const yaml_event_t& event) const {
    const bool deep = builder_.status() == DocumentBuilder::Status::too_deep;
    return {ParseStatus::undecided,
            deep ? "nested deeper than the limit of " + std::to_string(limits_.depth)
                 : "more than the limit of " + std::to_string(limits_.nodes) + " nodes with its aliases written out",
            line(event), column(event)};
  }

  std::string_view text_;
  Parser parser_;
  const DocumentLimits& limits_;
  Document& document_;
  DocumentBuilder builder_;
  std::unordered_map<std::string, std::uint32_t> anchors_;
};

} // namespace

ParseResult parse_yaml(std::string_view text, const DocumentLimits& limits, Document& document) {
  return YamlReader(text, limits, document).run();
}

} // namespace sotval::core
