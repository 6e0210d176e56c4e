#include <sotval/version.hpp>

namespace sotval {

std::string_view version() noexcept {
  return SOTVAL_VERSION;
}

} // namespace sotval
