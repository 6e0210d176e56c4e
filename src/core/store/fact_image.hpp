#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facts.hpp"
#include "snapshot.hpp"
#include "store/digest.hpp"

// What a run leaves for the next one: the tree as it was, and what its files said. One block of bytes, the same in
// memory and in a file, which is read where it lies:
//
//   header | snapshot | questions | sets | files | facts | classes | results
//
// A question is a digest (store/questions.hpp). A set is what was asked of a file: a row of questions by number.
// The facts of a file are as put_facts() writes them, with the numbers of questions for those of leaves and tests.

namespace sotval::core {

/// A file of which facts are known.
struct StoredFile {
  std::uint32_t node = 0; ///< of the stored tree, which has its identity
  std::uint32_t set = 0;
  Digest content;
  std::uint64_t facts = 0; ///< where they begin
  std::uint64_t facts_size = 0;
};

/// What the run that wrote an image came to, opaque here.
struct Kept {
  Digest basis;      ///< of everything that it depends on besides tree and facts
  std::string bytes; ///< empty: there is none
};

/// All of it.
struct KeptOutcome {
  Kept classes; ///< store/kept_classes.hpp
  Kept results; ///< store/kept_results.hpp
};

/// What an image says of itself.
struct ImageHead {
  Digest basis;                ///< of facts, see basis_of_facts()
  Digest scope;                ///< of the walk: which root and which excludes
  std::int64_t scanned_at = 0; ///< when the scan began, nanoseconds since 1970 as file times are told
};

/// The bytes of an image, checked and looked into. Threads: immutable.
class FactImage {
public:
  /// Nothing if the bytes, aligned to 8, are not an image of this version in full. `owner` keeps them alive.
  static std::shared_ptr<const FactImage> open(std::shared_ptr<const void> owner, std::span<const std::byte> bytes);

  /// How many bytes an image has that begins so; 0 if it is none of this version.
  static constexpr std::size_t beginning = 16;
  static std::uint64_t size_by(std::span<const std::byte, beginning> bytes) noexcept;

  const ImageHead& head() const noexcept { return head_; }
  const Snapshot& tree() const noexcept { return tree_; }
  std::span<const Digest> questions() const noexcept { return questions_; }
  std::size_t sets() const noexcept { return set_ends_.size(); }
  std::span<const std::uint32_t> set(std::uint32_t id) const noexcept; ///< questions, ascending
  std::span<const StoredFile> files() const noexcept { return files_; } ///< by node
  /// nullptr: nothing is known of it.
  const StoredFile* file(std::uint32_t node) const noexcept;
  std::string_view facts(const StoredFile& file) const noexcept { return facts_.substr(file.facts, file.facts_size); }
  /// Nothing if the image has none, or those of another basis.
  std::optional<std::string_view> classes(const Digest& basis) const noexcept { return classes_.of(basis); }
  std::optional<std::string_view> results(const Digest& basis) const noexcept { return results_.of(basis); } ///< the same
  std::size_t size() const noexcept { return size_; } ///< bytes

  /// True if the file or directory may have been changed after the scan without its times showing it: they are not
  /// clearly older than the scan.
  bool racy(const TreeNode& node) const noexcept;

private:
  // A `Kept` where it lies.
  struct KeptView {
    Digest basis;
    std::string_view bytes;

    std::optional<std::string_view> of(const Digest& wanted) const noexcept {
      if (bytes.empty() || wanted != basis) return std::nullopt;
      return bytes;
    }
  };

  FactImage() = default;
  bool well_formed() const noexcept;

  std::shared_ptr<const void> owner_;
  ImageHead head_;
  Snapshot tree_;
  std::span<const Digest> questions_;
  std::span<const std::uint32_t> set_ends_, set_questions_;
  std::span<const StoredFile> files_;
  std::string_view facts_;
  KeptView classes_, results_;
  std::size_t size_ = 0;
};

/// Puts an image together.
class ImageBuilder {
public:
  ImageBuilder(const ImageHead& head, const Snapshot& tree) : head_(head), tree_(tree) {}

  /// The number of a question.
  std::uint32_t question(const Digest& digest);
  /// The number of a set; `questions` in any order.
  std::uint32_t set(std::vector<std::uint32_t> questions);
  /// In the order of nodes. Sets and questions in the facts are those of this image.
  void add(std::uint32_t node, std::uint32_t set, const Digest& content, std::string_view facts);

  void keep(KeptOutcome outcome) { outcome_ = std::move(outcome); }

  /// One block of bytes.
  std::vector<std::byte> finish();

private:
  ImageHead head_;
  const Snapshot& tree_;
  std::vector<Digest> questions_;
  std::unordered_map<Digest, std::uint32_t, DigestHash> question_ids_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> set_ids_;
  std::vector<std::uint32_t> set_ends_, set_questions_;
  std::vector<StoredFile> files_;
  std::string facts_;
  KeptOutcome outcome_;
};

/// True if nothing says that the file is another one than it was.
bool is_same_file(const TreeNode& a, const TreeNode& b) noexcept;

} // namespace sotval::core
