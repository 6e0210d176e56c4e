#include "store/fact_image.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include <xxhash.h>

#include <sotval/error.hpp>

#include "file_time.hpp"

namespace sotval::core {

namespace {

struct Header {
  char magic[8];
  std::uint64_t size;   // of the whole image
  std::uint64_t digest; // of all that follows this field
  ImageHead head;
  std::uint64_t tree, questions, sets, set_questions, files, facts, classes, results; // bytes of the tree and from the facts on, else how many
  Digest basis_of_classes, basis_of_results;
};
static_assert(std::is_trivially_copyable_v<Header> && std::is_trivially_copyable_v<StoredFile> && sizeof(StoredFile) % 8 == 0);
constexpr char magic[8] = {'s', 'o', 't', 'v', 'f', 'c', 't', '3'}; // the last one grows with every change of the layout
constexpr std::size_t digested_from = offsetof(Header, head);

constexpr std::size_t aligned(std::size_t size) noexcept { return (size + 7) / 8 * 8; }

// Takes one part after the other from the front; says so if there is not enough.
class Parts {
public:
  explicit Parts(std::span<const std::byte> bytes) : rest_(bytes) {}

  template <class T> bool take(std::uint64_t count, std::span<const T>& part) {
    if (count > rest_.size() / sizeof(T)) return false;
    part = {reinterpret_cast<const T*>(rest_.data()), static_cast<std::size_t>(count)};
    const std::size_t size = aligned(part.size_bytes());
    if (size > rest_.size()) return false;
    rest_ = rest_.subspan(size);
    return true;
  }
  bool done() const noexcept { return rest_.empty(); }

private:
  std::span<const std::byte> rest_;
};

template <class T> void append(std::vector<std::byte>& out, const T* data, std::size_t count) {
  const auto bytes = std::as_bytes(std::span(data, count));
  out.insert(out.end(), bytes.begin(), bytes.end());
  out.resize(aligned(out.size()));
}

std::uint64_t digest_of(std::span<const std::byte> image) {
  return XXH3_64bits(image.data() + digested_from, image.size() - digested_from);
}

} // namespace

std::uint64_t FactImage::size_by(std::span<const std::byte, beginning> bytes) noexcept {
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data() + offsetof(Header, size), sizeof size);
  return std::memcmp(bytes.data(), magic, sizeof magic) == 0 ? size : 0;
}

std::shared_ptr<const FactImage> FactImage::open(std::shared_ptr<const void> owner, std::span<const std::byte> bytes) {
  Header header{};
  if (bytes.size() < sizeof header || reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) return nullptr;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, magic, sizeof magic) != 0 || header.size != bytes.size() || header.digest != digest_of(bytes)) return nullptr;

  std::shared_ptr<FactImage> image(new FactImage);
  image->owner_ = std::move(owner);
  image->head_ = header.head;
  image->size_ = bytes.size();
  Parts parts(bytes.subspan(sizeof header));
  std::span<const std::byte> tree;
  std::span<const char> facts, classes, results;
  if (!parts.take(header.tree, tree) || !parts.take(header.questions, image->questions_) || !parts.take(header.sets, image->set_ends_) ||
      !parts.take(header.set_questions, image->set_questions_) || !parts.take(header.files, image->files_) || !parts.take(header.facts, facts) ||
      !parts.take(header.classes, classes) || !parts.take(header.results, results) || !parts.done())
    return nullptr;
  image->facts_ = {facts.data(), facts.size()};
  image->classes_ = {header.basis_of_classes, {classes.data(), classes.size()}};
  image->results_ = {header.basis_of_results, {results.data(), results.size()}};
  try {
    Snapshot::attach(tree, image->tree_);
  } catch (const EngineError&) {
    return nullptr;
  }
  return image->well_formed() ? image : nullptr;
}

// That the digest is right says who wrote it, not that it makes sense.
bool FactImage::well_formed() const noexcept {
  if (!tree_.well_formed()) return false;
  std::uint32_t begin = 0;
  for (const std::uint32_t end : set_ends_) {
    if (end < begin || end > set_questions_.size()) return false;
    begin = end;
  }
  if (std::any_of(set_questions_.begin(), set_questions_.end(), [this](std::uint32_t id) { return id >= questions_.size(); })) return false;
  std::uint32_t next = 0;
  for (const StoredFile& file : files_) {
    if (file.node < next || file.node >= tree_.size() || file.set >= sets()) return false;
    if (file.facts > facts_.size() || file.facts_size > facts_.size() - file.facts) return false;
    next = file.node + 1;
  }
  return true;
}

std::span<const std::uint32_t> FactImage::set(std::uint32_t id) const noexcept {
  const std::uint32_t begin = id == 0 ? 0 : set_ends_[id - 1];
  return set_questions_.subspan(begin, set_ends_[id] - begin);
}

const StoredFile* FactImage::file(std::uint32_t node) const noexcept {
  const auto found = std::lower_bound(files_.begin(), files_.end(), node, [](const StoredFile& file, std::uint32_t n) { return file.node < n; });
  return found != files_.end() && found->node == node ? &*found : nullptr;
}

bool is_same_file(const TreeNode& a, const TreeNode& b) noexcept {
  return a.type == b.type && a.size == b.size && a.mtime == b.mtime && a.ctime == b.ctime && a.inode == b.inode && a.device == b.device;
}

bool FactImage::racy(const TreeNode& node) const noexcept {
  return may_have_changed_since(head_.scanned_at, node.mtime, node.ctime);
}

std::uint32_t ImageBuilder::question(const Digest& digest) {
  const auto [known, fresh] = question_ids_.try_emplace(digest, static_cast<std::uint32_t>(questions_.size()));
  if (fresh) questions_.push_back(digest);
  return known->second;
}

std::uint32_t ImageBuilder::set(std::vector<std::uint32_t> questions) {
  std::sort(questions.begin(), questions.end());
  const auto [known, fresh] = set_ids_.try_emplace(std::move(questions), static_cast<std::uint32_t>(set_ends_.size()));
  if (fresh) {
    set_questions_.insert(set_questions_.end(), known->first.begin(), known->first.end());
    set_ends_.push_back(static_cast<std::uint32_t>(set_questions_.size()));
  }
  return known->second;
}

void ImageBuilder::add(std::uint32_t node, std::uint32_t set, const Digest& content, std::string_view facts) {
  files_.push_back({node, set, content, facts_.size(), facts.size()});
  facts_ += facts;
}

std::vector<std::byte> ImageBuilder::finish() {
  Header header{};
  std::memcpy(header.magic, magic, sizeof magic);
  header.head = head_;
  header.questions = questions_.size();
  header.sets = set_ends_.size();
  header.set_questions = set_questions_.size();
  header.files = files_.size();
  header.facts = facts_.size();
  header.classes = outcome_.classes.bytes.size();
  header.basis_of_classes = outcome_.classes.basis;
  header.results = outcome_.results.bytes.size();
  header.basis_of_results = outcome_.results.basis;
  std::vector<std::byte> image(sizeof header);
  tree_.append_to(image);
  header.tree = image.size() - sizeof header;
  append(image, questions_.data(), questions_.size());
  append(image, set_ends_.data(), set_ends_.size());
  append(image, set_questions_.data(), set_questions_.size());
  append(image, files_.data(), files_.size());
  append(image, facts_.data(), facts_.size());
  append(image, outcome_.classes.bytes.data(), outcome_.classes.bytes.size());
  append(image, outcome_.results.bytes.data(), outcome_.results.bytes.size());
  header.size = image.size();
  std::memcpy(image.data(), &header, sizeof header);
  header.digest = digest_of(image);
  std::memcpy(image.data(), &header, sizeof header);
  return image;
}

} // namespace sotval::core
