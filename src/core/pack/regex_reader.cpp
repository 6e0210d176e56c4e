#include "pack/regex_reader.hpp"

#include <re2/re2.h>

#include "pack/spelling.hpp"
#include "printable.hpp"

namespace sotval::core {

std::optional<std::string> read_regex(const Reader& reader, const Node& node, std::string_view name) {
  std::optional<std::string> regex = reader.non_empty_text(node, name);
  if (!regex) return std::nullopt;
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 compiled(*regex, options);
  if (compiled.ok()) return regex;
  reader.error(node.place, "invalid regex " + in_quotes(*regex), shorten(compiled.error(), 120));
  return std::nullopt;
}

} // namespace sotval::core
