#include <optional>

#include <simdjson.h>

#include <nlohmann/json.hpp>

#include "document/parse.hpp"
#include "padding.hpp"
#include "printable.hpp"

// simdjson parses; its tree is then walked once into ours. What it refuses is given to nlohmann-json
// as well: that accepts integers of more than 64 bits, as strict JSON does, and says where an error is.

namespace sotval::core {

namespace {

static_assert(padding >= simdjson::SIMDJSON_PADDING, "who reads files must leave more room behind them");

using Kind = Document::Kind;
using Tag = Document::Tag;

class FromSimdjson {
public:
  FromSimdjson(DocumentBuilder& builder) : builder_(builder) {}

  void add(const simdjson::dom::element& element) {
    if (builder_.status() != DocumentBuilder::Status::good) return;
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
    case Type::ARRAY:
      builder_.open(Kind::list, 0, 0);
      for (const simdjson::dom::element item : simdjson::dom::array(element)) add(item);
      builder_.close();
      return;
    case Type::OBJECT:
      builder_.open(Kind::map, 0, 0);
      for (const auto field : simdjson::dom::object(element)) {
        builder_.add_scalar(field.key, Kind::quoted, Tag::text, 0, 0);
        add(field.value);
      }
      builder_.close();
      return;
    case Type::STRING: builder_.add_scalar(std::string_view(element), Kind::quoted, Tag::text, 0, 0); return;
    default: builder_.add_scalar({}, Kind::plain, tag(element.type()), 0, 0); return; // its text comes from the token
    }
  }

private:
  static Tag tag(simdjson::dom::element_type type) {
    using Type = simdjson::dom::element_type;
    switch (type) {
    case Type::NULL_VALUE: return Tag::null;
    case Type::BOOL: return Tag::boolean;
    case Type::DOUBLE: return Tag::floating;
    default: return Tag::integer;
    }
  }

  DocumentBuilder& builder_;
};

class FromNlohmann final : public nlohmann::json_sax<nlohmann::json> {
public:
  explicit FromNlohmann(DocumentBuilder& builder) : builder_(builder) {}
  std::string error;
  std::size_t characters_read = 0; // up to and with the one where the error was noticed

  bool null() override { return scalar({}, Kind::plain, Tag::null); }
  bool boolean(bool) override { return scalar({}, Kind::plain, Tag::boolean); }
  bool number_integer(number_integer_t) override { return scalar({}, Kind::plain, Tag::integer); }
  bool number_unsigned(number_unsigned_t) override { return scalar({}, Kind::plain, Tag::integer); }
  bool number_float(number_float_t, const string_t& text) override {
    const bool whole = text.find_first_of(".eE") == string_t::npos;
    return scalar({}, Kind::plain, whole ? Tag::integer : Tag::floating);
  }
  bool string(string_t& text) override { return scalar(text, Kind::quoted, Tag::text); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& text) override { return scalar(text, Kind::quoted, Tag::text); }
  bool start_object(std::size_t) override { return open(Kind::map); }
  bool start_array(std::size_t) override { return open(Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) override {
    characters_read = position;
    error = e.what();
    return false;
  }

private:
  bool good() const { return builder_.status() == DocumentBuilder::Status::good; }
  bool scalar(std::string_view text, Kind kind, Tag tag) {
    builder_.add_scalar(text, kind, tag, 0, 0);
    return good();
  }
  bool open(Kind kind) {
    builder_.open(kind, 0, 0);
    return good();
  }
  bool close() {
    builder_.close();
    return good();
  }

  DocumentBuilder& builder_;
};

ParseResult over_limit(DocumentBuilder::Status status, const DocumentLimits& limits) {
  return {ParseStatus::undecided,
          status == DocumentBuilder::Status::too_deep
              ? "nested deeper than the limit of " + std::to_string(limits.depth)
              : "more than the limit of " + std::to_string(limits.nodes) + " nodes",
          0, 0};
}

ParseResult not_json(std::string_view text, std::size_t offset, std::string reason) {
  ParseResult result{ParseStatus::unparsable, std::move(reason), 1, 1};
  for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
    if (text[i] == '\n') {
      ++result.line;
      result.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++result.column;
    }
  }
  return result;
}

ParseResult second_opinion(std::string_view text, const DocumentLimits& limits, Document& document) {
  DocumentBuilder builder(document, limits.depth, limits.nodes);
  FromNlohmann handler(builder);
  // For nlohmann-json a null character ends the text; in JSON it has no place at all.
  const std::size_t end = text.find('\0');
  const bool good = nlohmann::json::sax_parse(text.substr(0, end), &handler);
  if (builder.status() != DocumentBuilder::Status::good) return over_limit(builder.status(), limits);
  if (end != std::string_view::npos && (good || handler.characters_read > end)) return not_json(text, end, "unexpected null character");
  if (good) return {};
  // "[json.exception.parse_error.101] parse error at line 3, column 5: what is wrong"
  std::string_view message = handler.error;
  if (const auto place = message.find("] "); place != std::string_view::npos) message.remove_prefix(place + 2);
  if (message.starts_with("parse error"))
    if (const auto colon = message.find(": "); colon != std::string_view::npos) message.remove_prefix(colon + 2);
  return not_json(text, handler.characters_read - (handler.characters_read > 0 ? 1 : 0), message.empty() ? "not JSON" : shorten(message, 160));
}

// The tokens of valid JSON come in the order of the nodes, one each: so places and spelling are found
// by running over the text once.
template <class Visit> void for_each_token(std::string_view text, Visit visit) {
  std::uint32_t line = 1, column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    std::size_t length = 1;
    if (c == '"') {
      while (text[i + length] != '"') length += text[i + length] == '\\' ? 2U : 1U;
      ++length;
      visit(line, column, text.substr(i, length));
    } else if (c == '{' || c == '[') {
      visit(line, column, text.substr(i, length));
    } else if (std::string_view(" \t\r\n,:]}").find(c) == std::string_view::npos) {
      while (i + length < text.size() && std::string_view(" \t\r\n,:]}").find(text[i + length]) == std::string_view::npos) ++length;
      visit(line, column, text.substr(i, length));
    }
    for (const std::size_t end = i + length; i < end; ++i) {
      if (text[i] == '\n') {
        ++line;
        column = 1;
      } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
        ++column;
      }
    }
  }
}

} // namespace

ParseResult parse_json(std::string_view text, const DocumentLimits& limits, Document& document) {
  // A parser keeps several times the size of the largest text it has seen.
  constexpr std::size_t kept = 1024 * 1024;
  thread_local simdjson::dom::parser small_parser;
  std::optional<simdjson::dom::parser> large_parser;
  simdjson::dom::parser& parser = text.size() <= kept ? small_parser : large_parser.emplace();
  DocumentBuilder builder(document, limits.depth, limits.nodes);
  if (text.starts_with("\xEF\xBB\xBF")) return {ParseStatus::unparsable, "JSON must not begin with a byte order mark", 1, 1};
  // One level more than the limit, so that what is too deep is seen by the builder.
  simdjson::error_code error = parser.allocate(std::max<std::size_t>(text.size(), 64), limits.depth + 2);
  simdjson::dom::element root;
  if (error == simdjson::SUCCESS) error = parser.parse(text.data(), text.size()).get(root);
  ParseResult result;
  if (error == simdjson::DEPTH_ERROR) return over_limit(DocumentBuilder::Status::too_deep, limits);
  if (error == simdjson::SUCCESS) {
    FromSimdjson(builder).add(root);
    if (builder.status() != DocumentBuilder::Status::good) return over_limit(builder.status(), limits);
  } else {
    result = second_opinion(text, limits, document);
  }
  if (result.status == ParseStatus::parsed) {
    std::uint32_t node = 0;
    for_each_token(text, [&](std::uint32_t line, std::uint32_t column, std::string_view token) {
      document.set_token(node++, line, column, token);
    });
  }
  return result;
}

} // namespace sotval::core
