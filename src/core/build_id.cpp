#include "build_id.hpp"

#include <cstring>

#include <link.h>

namespace sotval::core {

namespace {

constexpr std::size_t aligned(std::size_t size) noexcept { return (size + 3) / 4 * 4; }

std::string_view id_in_notes(const char* note, std::size_t size) noexcept {
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, note, sizeof header);
    const std::size_t name_at = sizeof header, id_at = name_at + aligned(header.n_namesz), end = id_at + aligned(header.n_descsz);
    if (end > size) return {};
    if (header.n_type == NT_GNU_BUILD_ID && std::string_view(note + name_at, header.n_namesz) == std::string_view("GNU", 4)) return {note + id_at, header.n_descsz};
    note += end;
    size -= end;
  }
  return {};
}

// Called for each loaded object; ends with the one in which this function lies.
int find_own(dl_phdr_info* object, std::size_t, void* found) noexcept {
  const auto here = reinterpret_cast<ElfW(Addr)>(&id_in_notes);
  bool own = false;
  std::string_view id;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = object->dlpi_phdr[i];
    const ElfW(Addr) begin = object->dlpi_addr + part.p_vaddr;
    if (part.p_type == PT_LOAD) own |= here >= begin && here - begin < part.p_memsz;
    if (part.p_type == PT_NOTE && id.empty()) id = id_in_notes(reinterpret_cast<const char*>(begin), part.p_memsz);
  }
  if (own) *static_cast<std::string_view*>(found) = id;
  return own;
}

} // namespace

std::string_view build_id() noexcept {
  static const std::string_view id = [] {
    std::string_view found;
    ::dl_iterate_phdr(&find_own, &found);
    return found;
  }();
  return id;
}

} // namespace sotval::core
