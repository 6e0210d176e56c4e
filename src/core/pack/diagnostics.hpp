#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <sotval/rule_pack.hpp>

#include "pack/source_file.hpp"

namespace sotval::core {

/// Something that is read once per entry (a rule with `for_each`), so that one mistake shows up many
/// times at the same place.
struct Repetition {
  std::size_t entries = 0;
  std::function<std::string(std::size_t)> describe; ///< an entry, for people
};

/// Collects what is wrong with a pack.
///
/// A mistake at one place is reported once: the same message at the same place (a value used through
/// several aliases), and within a repetition messages at one place that differ only in the words they
/// quote. The message then says for which entries.
class Diagnostics {
public:
  /// Files are numbered in the order in which they were added.
  unsigned add_file(SourceFile file);
  const SourceFile& file(unsigned index) const { return files_[index]; }

  void error(const Place& place, std::string message, std::string suggestion = {});

  bool empty() const noexcept { return found_.empty(); }
  /// True if further errors will only be counted, so that nobody need look for suggestions.
  bool full() const noexcept { return found_.size() >= max_errors; }

  /// Everything, in the order of files and lines.
  std::vector<Diagnostic> finish() const;

  /// While it lives, errors concern that entry. `repetition` may be null: no entry at all.
  class InEntry {
  public:
    InEntry(Diagnostics& diagnostics, const Repetition* repetition, std::size_t entry) noexcept;
    InEntry(const InEntry&) = delete;
    InEntry& operator=(const InEntry&) = delete;
    ~InEntry();

  private:
    Diagnostics& diagnostics_;
  };

private:
  static constexpr std::size_t max_errors = 1000;

  struct Found {
    Place place;
    std::string message;
    std::string suggestion;
    const Repetition* repetition = nullptr;
    std::size_t first_entry = 0;
    std::size_t last_entry = 0;
    std::size_t entries = 1;
  };
  // Repetition, place, the message without what it quotes, and which one of several such it is.
  using Key = std::tuple<const Repetition*, Place, std::string, std::size_t>;

  Diagnostic finished(const Found& found) const;

  std::deque<SourceFile> files_; // references stay valid
  std::vector<Found> found_;
  std::size_t not_shown_ = 0;
  std::map<Key, std::size_t> index_;
  const Repetition* repetition_ = nullptr;
  std::size_t entry_ = 0;
  std::map<std::pair<Place, std::string>, std::size_t> in_entry_;
};

} // namespace sotval::core
