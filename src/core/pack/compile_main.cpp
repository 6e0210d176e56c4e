// Part of the build: reads a pack and writes it as a C++ source that holds its encoded bytes, so that
// the library finds no file and parses no YAML at run time.

#include <cstdio>
#include <fstream>
#include <iostream>

#include "pack/loader.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: sotval-pack-compiler PACK.yaml OUTPUT.cpp\n";
    return 2;
  }
  try {
    const sotval::core::Pack pack = sotval::core::load_pack(argv[1], [](std::string_view) { return nullptr; });
    const std::string bytes = sotval::core::encode(pack);
    std::ofstream out(argv[2]);
    out << "#include \"pack/builtin.hpp\"\n\nnamespace sotval::core {\n\nnamespace {\nconstexpr unsigned char bytes[] = {";
    for (std::size_t i = 0; i < bytes.size(); ++i)
      out << (i % 24 == 0 ? "\n  " : "") << static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << ',';
    out << "\n};\n} // namespace\n\nstd::string_view builtin_ssid_bytes() noexcept {\n"
        << "  return {reinterpret_cast<const char*>(bytes), sizeof bytes};\n}\n\n} // namespace sotval::core\n";
    out.close();
    return out ? 0 : 3;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
