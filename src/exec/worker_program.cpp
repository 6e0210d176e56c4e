#include <sotval/pools.hpp>

#include <system_error>

#include <dlfcn.h>

namespace sotval {

std::filesystem::path installed_worker_program() {
  // The library that this function is in; of a static one, the program that it was linked into.
  Dl_info self{};
  static const char here = 0;
  if (::dladdr(&here, &self) != 0 && self.dli_fname != nullptr) {
    std::error_code error;
    const auto library = std::filesystem::canonical(self.dli_fname, error);
    if (!error) {
      const auto beside = (library.parent_path() / SOTVAL_LIBDIR_TO_WORKER).lexically_normal();
      if (std::filesystem::exists(beside, error)) return beside;
    }
  }
  return SOTVAL_WORKER_PROGRAM;
}

} // namespace sotval
