#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bytes.hpp"
#include "document/field_test.hpp"
#include "store/digest.hpp"
#include "text/text_leaf.hpp"

// Facts: what a file says about everything that any rule asks of it. They depend on the file and the
// plan alone, and are all that judging sees of its content.

namespace sotval::core {

/// A place in a file, from 1.
struct TextPlace {
  LeafId leaf = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t member = 0; ///< of a leaf with members: which of them it is
};

/// Places of a leaf that were counted but not listed.
struct UnlistedPlaces {
  LeafId leaf = 0;
  std::uint64_t count = 0;
};

enum class DocumentStatus : std::uint8_t {
  not_wanted,
  map,       ///< the tests were applied
  not_a_map, ///< a document of another kind, or none at all
  unparsable,
  undecided, ///< over a limit
};

struct FailedTest {
  FieldTestId test = 0;
  FieldFailure failure;
};

/// The facts of one file.
struct FileFacts {
  std::uint32_t node = 0;
  bool readable = false;
  std::string reason; ///< if not readable
  std::optional<Digest> content; ///< of all its bytes, where facts are to be kept
  bool as_stored = false;        ///< it has the content that was expected: the facts are those that are known, nothing follows
  std::vector<TextPlace> places; ///< by leaf, then by place; the first one, or all if every place was asked for
  std::vector<UnlistedPlaces> unlisted;
  DocumentStatus document = DocumentStatus::not_wanted;
  FieldFailure problem;              ///< with the document as a whole, unless it is a map
  std::vector<FailedTest> failures;  ///< by test; tests that hold are not listed

  static FileFacts unreadable(std::uint32_t node, std::string reason);

  /// The places of a leaf; empty: it does not occur.
  std::span<const TextPlace> places_of(LeafId leaf) const noexcept;
  /// nullptr: the test holds. Requires: `document` is `map`.
  const FieldFailure* failure_of(FieldTestId test) const noexcept;
};

/// What gathering a run of files cost.
struct GatherCounts {
  std::uint64_t files_opened = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t documents_parsed = 0;

  GatherCounts& operator+=(const GatherCounts& more) noexcept {
    files_opened += more.files_opened;
    bytes_read += more.bytes_read;
    documents_parsed += more.documents_parsed;
    return *this;
  }
};

/// The facts of one file as bytes, without the node. What get_facts() reads it checks: throws EngineError.
void put_facts(ByteWriter& out, const FileFacts& facts);
FileFacts get_facts(ByteReader& in);

/// Facts as bytes, on their way from where they were gathered to where they are judged.
class FactWriter {
public:
  void add(const FileFacts& facts);
  /// Everything added so far, with the counts. The writer is empty afterwards.
  std::string finish(const GatherCounts& counts);

private:
  ByteWriter facts_;
};

/// The facts of all files of a run.
class FactTable {
public:
  /// `nodes`: size of the snapshot.
  explicit FactTable(std::size_t nodes) : index_(nodes, 0) {}

  /// Takes what a FactWriter wrote. Throws EngineError, and takes nothing, if the bytes are anything
  /// else or speak of other nodes than `expected`.
  void add(std::string_view bytes, std::span<const std::uint32_t> expected);
  /// That many files are to come.
  void reserve(std::size_t files);
  /// Room for the facts of further files, of which nothing is known yet: to be filled in, all but the node, in that order.
  std::span<FileFacts> extend(std::span<const std::uint32_t> nodes);
  /// Says of a file that nothing is known, and why.
  void add_unreadable(std::uint32_t node, std::string reason);
  /// Of a file of which nothing is known yet, or of which it is known that it is as stored.
  void put(FileFacts facts);

  /// nullptr if nothing was asked of the file.
  const FileFacts* find(std::uint32_t node) const noexcept {
    return index_[node] == 0 ? nullptr : &facts_[index_[node] - 1];
  }
  const GatherCounts& counts() const noexcept { return counts_; }

private:
  std::vector<FileFacts> facts_;
  std::vector<std::uint32_t> index_; // by node: position + 1
  GatherCounts counts_;
};

} // namespace sotval::core
