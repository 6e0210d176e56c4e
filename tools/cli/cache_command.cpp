#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/shared_cache.hpp>
#include <sotval/validator.hpp>

#include "cache/fact_files.hpp"
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

std::string total_text(std::size_t count, std::string_view what, std::uint64_t bytes) {
  return core::count_of(count, what) + ", " + core::count_of(bytes, "byte") + "\n";
}

std::filesystem::path directory_of(const CacheCommand& command) {
  return command.directory.empty() ? default_cache_directory() : std::filesystem::path(command.directory);
}

std::string date(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  std::array<char, 32> text{};
  ::gmtime_r(&seconds, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

std::string show_facts(const CacheCommand& command) {
  if (directory_of(command).empty()) return "no fact store: neither XDG_CACHE_HOME nor HOME is set\n";
  const std::vector<cache::FactFile> files = cache::list_fact_files(directory_of(command));
  std::size_t width = 5;
  std::uint64_t total = 0;
  for (const cache::FactFile& file : files) {
    width = std::max(width, std::to_string(file.bytes).size());
    total += file.bytes;
  }
  std::string out = "fact store " + core::printable(directory_of(command).string()) + "\n";
  if (!files.empty()) out += cell("bytes", width) + cell("used", 10) + "name\n";
  for (const cache::FactFile& file : files)
    out += cell(std::to_string(file.bytes), width) + cell(date(file.used), 10) + core::printable(file.path.filename().string()) + (file.partial ? "  being written" : "") + "\n";
  return out + total_text(files.size(), "file", total);
}

std::string clean_facts(const CacheCommand& command) {
  std::uint64_t total = 0;
  std::string out;
  const std::vector<cache::FactFile> removed = cache::remove_fact_files(directory_of(command));
  for (const cache::FactFile& file : removed) {
    total += file.bytes;
    out += "removed " + core::printable(file.path.string()) + ": " + core::count_of(file.bytes, "byte") + "\n";
  }
  return out + "removed " + total_text(removed.size(), "file", total);
}

std::string show_segments() {
  const std::vector<cache::ListedSegment> segments = cache::list_segments();
  std::size_t name_width = 4;
  std::size_t byte_width = 5;
  std::uint64_t total = 0;
  for (const cache::ListedSegment& segment : segments) {
    name_width = std::max(name_width, segment.name.size());
    byte_width = std::max(byte_width, std::to_string(segment.bytes).size());
    total += segment.bytes;
  }
  std::string out = "shared memory\n";
  if (!segments.empty()) out += cell("name", name_width) + cell("bytes", byte_width) + cell("owner", 7) + "state\n";
  for (const cache::ListedSegment& segment : segments)
    out += cell(segment.name, name_width) + cell(std::to_string(segment.bytes), byte_width) +
           cell(owner_text(segment.owner_pid), 7) + std::string(to_string(segment.state)) + "\n";
  return out + total_text(segments.size(), "segment", total);
}

std::string clean_segments() {
  std::uint64_t total = 0;
  std::string out;
  const std::vector<ReclaimedSegment> removed = SharedCache::reclaim();
  for (const ReclaimedSegment& segment : removed) {
    total += segment.bytes;
    out += "removed " + core::printable(segment.name) + ": " + core::count_of(segment.bytes, "byte") + ", owner " +
           owner_text(segment.owner_pid) + ": " + core::printable(segment.reason) + "\n";
  }
  return out + "removed " + total_text(removed.size(), "segment", total);
}

} // namespace

int run(const CacheCommand& command) {
  write_standard_output(command.action == CacheAction::clean ? clean_facts(command) + clean_segments() : show_facts(command) + "\n" + show_segments());
  return all_hold;
}

} // namespace sotval::cli
