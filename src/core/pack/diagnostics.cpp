#include "pack/diagnostics.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t max_source = 2000; // code points of a line

// The message without quoted words and numbers: what stays the same from entry to entry.
std::string shape_of(std::string_view message) {
  std::string shape;
  bool inside = false;
  for (const char c : message) {
    if (c == '\'') inside = !inside;
    if (!inside && (c < '0' || c > '9')) shape += c;
  }
  return shape;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  std::size_t size = 0;
  for (char32_t ignored = 0; count > 0 && size < text.size(); --count)
    size += decode_code_point(text.substr(size), ignored);
  return text.substr(0, size);
}

} // namespace

unsigned Diagnostics::add_file(SourceFile file) {
  files_.push_back(std::move(file));
  return static_cast<unsigned>(files_.size() - 1);
}

void Diagnostics::error(const Place& place, std::string message, std::string suggestion) {
  std::string shape = repetition_ ? shape_of(message) : message;
  const std::size_t ordinal = repetition_ ? in_entry_[{place, shape}]++ : 0;
  Key key{repetition_, place, std::move(shape), ordinal};
  if (const auto known = index_.find(key); known != index_.end()) {
    Found& found = found_[known->second];
    if (found.last_entry != entry_) ++found.entries;
    found.last_entry = entry_;
    return;
  }
  if (full()) {
    ++not_shown_;
    return;
  }
  index_.emplace(std::move(key), found_.size());
  found_.push_back({place, std::move(message), std::move(suggestion), repetition_, entry_, entry_});
}

std::vector<Diagnostic> Diagnostics::finish() const {
  std::vector<const Found*> order;
  for (const Found& found : found_) order.push_back(&found);
  std::stable_sort(order.begin(), order.end(), [](const Found* a, const Found* b) { return a->place < b->place; });

  std::vector<Diagnostic> diagnostics;
  for (const Found* found : order) diagnostics.push_back(finished(*found));
  if (not_shown_ > 0) {
    Diagnostic rest;
    rest.file = files_.front().path();
    rest.message = "and " + std::to_string(not_shown_) + " more errors";
    diagnostics.push_back(std::move(rest));
  }
  return diagnostics;
}

Diagnostic Diagnostics::finished(const Found& found) const {
  const SourceFile& file = files_[found.place.file];
  Diagnostic diagnostic;
  diagnostic.file = file.path();
  diagnostic.line = found.place.line;
  diagnostic.column = found.place.column;
  diagnostic.message = found.message;
  diagnostic.source = first_code_points(file.line(found.place.line), max_source);
  diagnostic.suggestion = found.suggestion;
  if (found.repetition != nullptr) {
    diagnostic.message += " (for_each: ";
    if (found.entries == found.repetition->entries) {
      diagnostic.message += "every entry";
    } else {
      diagnostic.message += found.repetition->describe(found.first_entry);
      if (found.entries > 1) diagnostic.message += "; and " + std::to_string(found.entries - 1) + " more";
    }
    diagnostic.message += ')';
  }
  return diagnostic;
}

Diagnostics::InEntry::InEntry(Diagnostics& diagnostics, const Repetition* repetition, std::size_t entry) noexcept
    : diagnostics_(diagnostics) {
  diagnostics_.repetition_ = repetition;
  diagnostics_.entry_ = entry;
  diagnostics_.in_entry_.clear();
}

Diagnostics::InEntry::~InEntry() {
  diagnostics_.repetition_ = nullptr;
  diagnostics_.in_entry_.clear();
}

} // namespace sotval::core
