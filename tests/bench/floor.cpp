#include "floor.hpp"

#include <algorithm>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <re2/re2.h>
#include <re2/set.h>
#include <yaml.h>

#include <sotval/rule_pack.hpp>

#include "exclude.hpp"
#include "plan.hpp"
#include "scan.hpp"

namespace bench {

using namespace sotval::core;

namespace {

std::string pattern_of(const TextLeaf& leaf) {
  const std::string fold = leaf.nocase ? "(?i)" : "";
  switch (leaf.kind) {
  case TextLeaf::Kind::regex: return "(?m)" + fold + leaf.text;
  case TextLeaf::Kind::literal: return fold + re2::RE2::QuoteMeta(leaf.text);
  case TextLeaf::Kind::word: break;
  case TextLeaf::Kind::any: {
    std::string all;
    for (const TextLeaf& member : leaf.members) all += (all.empty() ? "(?:" : "|") + pattern_of(member);
    return all + ")";
  }
  }
  return "(?:^|[^0-9A-Za-z_])" + fold + re2::RE2::QuoteMeta(leaf.text) + "(?:$|[^0-9A-Za-z_])";
}

struct Wanted {
  std::string path;
  re2::RE2::Set* patterns; // nullptr: none
  bool document;
};

} // namespace

struct Floor::State {
  int root = -1;
  std::vector<std::unique_ptr<re2::RE2::Set>> sets;
  std::vector<Wanted> files;
  std::vector<char> buffer = std::vector<char>(1 << 20);
  std::vector<int> matches;

  void walk(int directory, Counts& counts);
  std::size_t read_file(const std::string& path);
  void parse(std::size_t size, Counts& counts) const;
};

Floor::Floor(const std::filesystem::path& root) : state_(std::make_unique<State>()) {
  const auto pack = sotval::RulePack::builtin().data();
  std::vector<std::size_t> rules(pack->rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) rules[i] = i;
  const Plan plan(*pack, rules);
  const RootDirectory directory(root);
  const ScanResult scanned = scan(directory, ExcludeList(pack->global_exclude), {}, nullptr, 1);
  const Classification classes = classify(Classifier(plan.selectors()), scanned.snapshot);
  std::vector<re2::RE2::Set*> set_of_class;
  std::vector<bool> document_of_class;
  for (const auto& selectors : classes.classes) {
    std::vector<LeafId> leaves;
    bool document = false;
    for (const SelectorId selector : selectors) {
      for (const LeafRequest& leaf : plan.needs()[selector].leaves) leaves.push_back(leaf.id);
      document |= !plan.needs()[selector].tests.empty();
    }
    std::sort(leaves.begin(), leaves.end());
    leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
    set_of_class.push_back(nullptr);
    document_of_class.push_back(document);
    if (leaves.empty()) continue;
    state_->sets.push_back(std::make_unique<re2::RE2::Set>(re2::RE2::Options(), re2::RE2::UNANCHORED));
    for (const LeafId leaf : leaves) state_->sets.back()->Add(pattern_of(plan.leaves()[leaf]), nullptr);
    state_->sets.back()->Compile();
    set_of_class.back() = state_->sets.back().get();
  }
  for (std::uint32_t node = 0; node < scanned.snapshot.size(); ++node) {
    const auto of = classes.node_class[node];
    if (set_of_class[of] != nullptr || document_of_class[of])
      state_->files.push_back({std::string(scanned.snapshot.path(node)), set_of_class[of], document_of_class[of]});
  }
  state_->root = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

Floor::~Floor() {
  ::close(state_->root);
}

void Floor::State::walk(int directory, Counts& counts) {
  alignas(8) char entries[32 * 1024];
  std::vector<std::string> below;
  for (long n; (n = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0;) {
    for (long at = 0; at < n;) {
      unsigned short length = 0;
      std::memcpy(&length, entries + at + 16, sizeof length);
      const char type = entries[at + 18];
      const char* name = entries + at + 19;
      at += length;
      if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) continue;
      ++counts.entries;
      struct stat status {};
      if (type == DT_DIR)
        below.emplace_back(name);
      else if (::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        counts.bytes += static_cast<std::uint64_t>(status.st_size) & 0;
    }
  }
  for (const std::string& name : below) {
    const int fd = ::openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;
    walk(fd, counts);
    ::close(fd);
  }
}

std::size_t Floor::State::read_file(const std::string& path) {
  const int fd = ::openat(root, path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  std::size_t size = 0;
  for (;;) {
    if (buffer.size() - size < 64 * 1024) buffer.resize(buffer.size() * 2);
    const ssize_t n = ::read(fd, buffer.data() + size, buffer.size() - size);
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
  }
  ::close(fd);
  return size;
}

void Floor::State::parse(std::size_t size, Counts& counts) const {
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(buffer.data()), size);
  for (bool more = true; more;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) break;
    ++counts.events;
    more = event.type != YAML_DOCUMENT_END_EVENT && event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
}

Floor::Counts Floor::run() {
  Counts counts;
  const int top = ::openat(state_->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  state_->walk(top, counts);
  ::close(top);
  for (const Wanted& file : state_->files) {
    const std::size_t size = state_->read_file(file.path);
    ++counts.files;
    counts.bytes += size;
    if (file.patterns != nullptr) {
      file.patterns->Match(re2::StringPiece(state_->buffer.data(), size), &state_->matches);
      counts.matches += state_->matches.size();
    }
    if (file.document) state_->parse(size, counts);
  }
  return counts;
}

} // namespace bench
