#include "store/kept_classes.hpp"

#include "build_id.hpp"
#include "bytes.hpp"
#include "class_codec.hpp"
#include "prefault.hpp"

namespace sotval::core {

std::optional<Digest> basis_of_classes(std::span<const Selector> selectors) {
  if (build_id().empty()) return std::nullopt;
  ByteWriter out;
  out.text(build_id());
  out.number(selectors.size());
  for (const Selector& selector : selectors) {
    out.number(selector.choices.size());
    for (const Choice& choice : selector.choices) {
      out.text(choice.glob);
      out.text(choice.regex);
      out.number(static_cast<std::uint64_t>(choice.type));
    }
    out.number(selector.excludes.size());
    for (const std::string& glob : selector.excludes) out.text(glob);
  }
  return Digest::of(out.bytes());
}

std::string put_classes(const Classification& classes) {
  ByteWriter out;
  put_classes(out, classes.classes);
  for (const ClassId id : classes.node_class) out.number(id);
  return out.take();
}

std::optional<Classification> get_classes(std::string_view bytes, std::size_t nodes, std::size_t selectors) {
  Classification classes;
  try {
    ByteReader in(bytes);
    classes.classes = get_classes(in);
    check_classes(classes.classes, selectors);
    reserve_at_once(classes.node_class, nodes);
    for (std::size_t node = 0; node < nodes; ++node)
      if (classes.node_class.emplace_back(in.number32()) >= classes.classes.size()) ByteReader::fail();
    if (!in.done()) return std::nullopt;
  } catch (const EngineError&) {
    return std::nullopt;
  }
  list_selected(classes, selectors);
  classes.incomplete.assign(selectors, false);
  return classes;
}

} // namespace sotval::core
