#include <algorithm>
#include <string>

#include <sotval/shared_cache.hpp>

#include "cache/listing.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "printable.hpp"

namespace sotval::cli {

namespace {

std::string owner_text(std::int64_t pid) { return pid == 0 ? "unknown" : std::to_string(pid); }

std::string cell(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text + "  ";
}

std::string total_text(std::size_t segments, std::uint64_t bytes) {
  return core::count_of(segments, "segment") + ", " + core::count_of(bytes, "byte") + "\n";
}

int show() {
  const std::vector<cache::ListedSegment> segments = cache::list_segments();
  std::size_t name_width = 4;
  std::size_t byte_width = 5;
  std::uint64_t total = 0;
  for (const cache::ListedSegment& segment : segments) {
    name_width = std::max(name_width, segment.name.size());
    byte_width = std::max(byte_width, std::to_string(segment.bytes).size());
    total += segment.bytes;
  }
  std::string out;
  if (!segments.empty()) out = cell("name", name_width) + cell("bytes", byte_width) + cell("owner", 7) + "state\n";
  for (const cache::ListedSegment& segment : segments)
    out += cell(segment.name, name_width) + cell(std::to_string(segment.bytes), byte_width) +
           cell(owner_text(segment.owner_pid), 7) + std::string(to_string(segment.state)) + "\n";
  write_standard_output(out + total_text(segments.size(), total));
  return all_hold;
}

int clean() {
  std::uint64_t total = 0;
  std::string out;
  const std::vector<ReclaimedSegment> removed = SharedCache::reclaim();
  for (const ReclaimedSegment& segment : removed) {
    total += segment.bytes;
    out += "removed " + core::printable(segment.name) + ": " + core::count_of(segment.bytes, "byte") + ", owner " +
           owner_text(segment.owner_pid) + ": " + core::printable(segment.reason) + "\n";
  }
  write_standard_output(out + "removed " + total_text(removed.size(), total));
  return all_hold;
}

} // namespace

int run(const CacheCommand& command) { return command.action == CacheAction::clean ? clean() : show(); }

} // namespace sotval::cli
