#include "pack/builtin.hpp"

namespace sotval::core {

std::shared_ptr<const Pack> builtin_pack(std::string_view name) {
  if (name != "ssid") return nullptr;
  static const auto ssid = std::make_shared<const Pack>(decode_pack(builtin_ssid_bytes()));
  return ssid;
}

} // namespace sotval::core
