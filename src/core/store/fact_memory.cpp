#include "store/fact_memory.hpp"

#include <utility>

namespace sotval::core {

std::shared_ptr<const FactImage> FactMemory::recall(const Digest& root) {
  const auto now = std::chrono::steady_clock::now();
  if (image_ && now - used_ > ttl_) image_.reset();
  if (!image_ && store_) {
    std::shared_ptr<const FactImage> stored = store_->load(root);
    if (ttl_.count() == 0) return stored;
    image_ = std::move(stored);
  }
  used_ = now;
  return image_;
}

void FactMemory::keep(const Digest& root, std::vector<std::byte> image) {
  if (store_) store_->save(root, image);
  if (ttl_.count() == 0) return;
  const auto bytes = std::make_shared<const std::vector<std::byte>>(std::move(image));
  image_ = FactImage::open(bytes, *bytes);
  used_ = std::chrono::steady_clock::now();
}

} // namespace sotval::core
