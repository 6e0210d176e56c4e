#include "worker_context.hpp"

#include <array>
#include <cstring>
#include <type_traits>

#include <xxhash.h>

#include <sotval/error.hpp>
#include <sotval/version.hpp>

#include "bytes.hpp"

namespace sotval::core {

namespace {

constexpr std::uint64_t format = 1;

// What comes before the description of the run and the snapshot. The digest keeps damage from being
// taken for a tree.
struct InputHeader {
  std::array<char, 8> magic;
  std::uint64_t size;        // of what follows
  std::uint64_t digest;      // of what follows
  std::uint64_t description; // size; the snapshot begins at the next multiple of 8
};
static_assert(std::is_trivially_copyable_v<InputHeader> && sizeof(InputHeader) == 32);
constexpr std::array<char, 8> magic = {'s', 'o', 't', 'v', 'r', 'u', 'n', '1'};

std::string describe_run(const RootDirectory& root, const Pack& pack, std::span<const std::size_t> rules,
                         const Classification& classes, const Limits& limits) {
  ByteWriter out;
  out.number(format);
  out.text(version());
  out.text(root.canonical_path());
  out.number(limits.file_size);
  out.number(limits.document_depth);
  out.number(limits.document_nodes);
  out.number(limits.findings);
  out.number(limits.evidence_items);
  out.text(encode(pack));
  out.number(rules.size());
  for (const std::size_t rule : rules) out.number(rule);
  out.number(classes.classes.size());
  for (const auto& selectors : classes.classes) {
    out.number(selectors.size());
    for (const SelectorId selector : selectors) out.number(selector);
  }
  out.number(classes.node_class.size());
  for (const ClassId id : classes.node_class) out.number(id);
  return out.take();
}

// Everything that a worker's context refers to, in the order in which it depends on each other.
struct WorkerState {
  std::string root_path;
  Limits limits;
  Pack pack;
  std::vector<std::size_t> rules;
  Classification classes;
  Snapshot snapshot;

  explicit WorkerState(std::span<const std::byte> input) {
    InputHeader header{};
    if (input.size() < sizeof header) ByteReader::fail();
    std::memcpy(&header, input.data(), sizeof header);
    input = input.subspan(sizeof header);
    if (header.magic != magic || header.size > input.size()) ByteReader::fail();
    input = input.first(static_cast<std::size_t>(header.size));
    if (XXH3_64bits(input.data(), input.size()) != header.digest || header.description > input.size()) ByteReader::fail();
    const auto description = static_cast<std::size_t>(header.description);
    read(ByteReader({reinterpret_cast<const char*>(input.data()), description}));
    const std::size_t padded = (description + 7) / 8 * 8;
    if (padded > input.size()) ByteReader::fail();
    Snapshot::attach(input.subspan(padded), snapshot);
    if (classes.node_class.size() != snapshot.size()) ByteReader::fail();
  }

private:
  void read(ByteReader in) {
    if (in.number() != format || in.text() != version()) throw EngineError("the run was prepared by another version of sotval");
    root_path = in.text();
    limits.file_size = in.number();
    limits.document_depth = in.number32();
    limits.document_nodes = in.number();
    limits.findings = in.number();
    limits.evidence_items = in.number();
    pack = decode_pack(in.text());
    rules.resize(in.count());
    for (std::size_t& rule : rules)
      if ((rule = in.number()) >= pack.rules.size()) ByteReader::fail();
    classes.classes.resize(in.count());
    for (auto& selectors : classes.classes) {
      selectors.resize(in.count());
      for (SelectorId& selector : selectors) selector = in.number32();
    }
    classes.node_class.resize(in.count());
    for (ClassId& id : classes.node_class)
      if ((id = in.number32()) >= classes.classes.size()) ByteReader::fail();
  }
};

// What a context refers to must be there before it: hence a base.
struct WorkerParts {
  explicit WorkerParts(std::span<const std::byte> input)
      : state(input), root(state.root_path), plan(state.pack, state.rules), work(plan, state.snapshot, checked(state.classes, plan)) {}

  static const Classification& checked(const Classification& classes, const Plan& plan) {
    for (const auto& selectors : classes.classes)
      for (const SelectorId selector : selectors)
        if (selector >= plan.selectors().size()) ByteReader::fail();
    return classes;
  }

  WorkerState state;
  RootDirectory root;
  Plan plan;
  GatherWork work;
};

class WorkerContext final : private WorkerParts, public GatherContext {
public:
  explicit WorkerContext(std::span<const std::byte> input)
      : WorkerParts(input), GatherContext(root, plan, state.snapshot, work, state.limits), input_(input) {}

  std::span<const std::byte> worker_input() const override { return input_; }

private:
  std::span<const std::byte> input_;
};

} // namespace

std::span<const std::byte> ParentContext::worker_input() const {
  std::call_once(made_, [this] {
    const std::string description = describe_run(root_, pack_, rules_, classes_, limits_);
    InputHeader header{magic, 0, 0, description.size()};
    input_.resize(sizeof header + (description.size() + 7) / 8 * 8);
    std::memcpy(input_.data() + sizeof header, description.data(), description.size());
    snapshot_.append_to(input_);
    header.size = input_.size() - sizeof header;
    header.digest = XXH3_64bits(input_.data() + sizeof header, header.size);
    std::memcpy(input_.data(), &header, sizeof header);
  });
  return input_;
}

std::unique_ptr<JobContext> make_worker_context(std::span<const std::byte> input) {
  return std::make_unique<WorkerContext>(input);
}

} // namespace sotval::core
