#include "text/byte_set.hpp"

#include <array>
#include <string_view>

namespace sotval::core {

namespace {

// From the commonest to the rarest; what is not here is rarer still.
constexpr std::string_view ranking = " etaoinsrcdlmpu_g\nhfb.-\":,y/0v1'#k2xw3=)(4589q67*jz";

constexpr std::array<double, 256> frequencies = [] {
  std::array<double, 256> all{};
  double sum = 0;
  for (std::size_t byte = 0; byte < all.size(); ++byte) {
    const auto lower = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    const std::size_t rank = ranking.find(lower);
    const double weight = rank == std::string_view::npos ? 1 : static_cast<double>(ranking.size() - rank + 1);
    sum += all[byte] = weight * weight;
  }
  for (double& frequency : all) frequency /= sum;
  return all;
}();

} // namespace

double frequency(unsigned char byte) noexcept {
  return frequencies[byte];
}

double frequency(const ByteSet& bytes) noexcept {
  double sum = 0;
  for (std::size_t byte = 0; byte < bytes.size(); ++byte)
    if (bytes[byte]) sum += frequencies[byte];
  return sum;
}

} // namespace sotval::core
