#include "worker_context.hpp"

#include <array>
#include <cstring>
#include <new>
#include <type_traits>

#include <xxhash.h>

#include <sotval/error.hpp>
#include <sotval/version.hpp>

#include "bytes.hpp"
#include "class_codec.hpp"
#include "store/digest_codec.hpp"

namespace sotval::core {

namespace {

constexpr std::uint64_t format = 4;

// What comes before the description of the run, the classes of the nodes and the snapshot, each of which
// begins at a multiple of 8. The digest keeps damage from being taken for a tree.
struct InputHeader {
  std::array<char, 8> magic;
  std::uint64_t size;        // of what follows
  std::uint64_t digest;      // of what follows
  std::uint64_t description; // size
  std::uint64_t nodes;       // number
};
static_assert(std::is_trivially_copyable_v<InputHeader> && sizeof(InputHeader) == 40);
constexpr std::array<char, 8> magic = {'s', 'o', 't', 'v', 'r', 'u', 'n', '2'};

// XXH3_64bits() of what comes in pieces.
class XxHash {
public:
  XxHash() : state_(XXH3_createState()) {
    if (!state_) throw std::bad_alloc();
    XXH3_64bits_reset(state_.get());
  }
  void add(std::span<const std::byte> bytes) { XXH3_64bits_update(state_.get(), bytes.data(), bytes.size()); }
  std::uint64_t value() const { return XXH3_64bits_digest(state_.get()); }

private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_;
};

constexpr std::size_t aligned(std::size_t size) noexcept {
  return (size + 7) / 8 * 8;
}

std::string describe_run(const RootDirectory& root, const Pack& pack, std::span<const std::size_t> rules,
                         const Classification& classes, const ContentMemory& memory, const Limits& limits, bool all_findings) {
  ByteWriter out;
  out.number(format);
  out.text(version());
  out.text(root.canonical_path());
  out.number(limits.file_size);
  out.number(limits.document_depth);
  out.number(limits.document_nodes);
  out.number(limits.findings);
  out.number(limits.evidence_items);
  out.number(all_findings);
  out.text(encode(pack));
  out.number(rules.size());
  for (const std::size_t rule : rules) out.number(rule);
  put_classes(out, classes.classes);
  out.number(memory.digests);
  out.number(memory.expected.size());
  for (const auto& [node, digest] : memory.expected) {
    out.number(node);
    put_digest(out, digest);
  }
  return out.take();
}

// Everything that a worker's context refers to, in the order in which it depends on each other.
struct WorkerState {
  std::string root_path;
  Limits limits;
  bool all_findings = false;
  Pack pack;
  std::vector<std::size_t> rules;
  std::vector<std::vector<SelectorId>> classes;
  ContentMemory memory;
  std::span<const ClassId> node_class;
  Snapshot snapshot;

  explicit WorkerState(std::span<const std::byte> input) {
    InputHeader header{};
    if (input.size() < sizeof header || reinterpret_cast<std::uintptr_t>(input.data()) % 8 != 0) ByteReader::fail();
    std::memcpy(&header, input.data(), sizeof header);
    input = input.subspan(sizeof header);
    if (header.magic != magic || header.size > input.size()) ByteReader::fail();
    input = input.first(static_cast<std::size_t>(header.size));
    if (XXH3_64bits(input.data(), input.size()) != header.digest || header.description > input.size()) ByteReader::fail();
    const auto description = static_cast<std::size_t>(header.description);
    read(ByteReader({reinterpret_cast<const char*>(input.data()), description}));
    const std::size_t at = aligned(description);
    if (at > input.size() || header.nodes > (input.size() - at) / sizeof(ClassId)) ByteReader::fail();
    node_class = {reinterpret_cast<const ClassId*>(input.data() + at), static_cast<std::size_t>(header.nodes)};
    for (const ClassId id : node_class)
      if (id >= classes.size()) ByteReader::fail();
    const std::size_t after = at + aligned(node_class.size_bytes());
    if (after > input.size()) ByteReader::fail();
    Snapshot::attach(input.subspan(after), snapshot);
    if (node_class.size() != snapshot.size()) ByteReader::fail();
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
    all_findings = in.number() != 0;
    pack = decode_pack(in.text());
    rules.resize(in.count());
    for (std::size_t& rule : rules)
      if ((rule = in.number()) >= pack.rules.size()) ByteReader::fail();
    classes = get_classes(in);
    memory.digests = in.number() != 0;
    memory.expected.resize(in.count());
    for (auto& [node, digest] : memory.expected) {
      node = in.number32();
      digest = get_digest(in);
    }
  }
};

// What a context refers to must be there before it: hence a base.
struct WorkerParts {
  explicit WorkerParts(std::span<const std::byte> input)
      : state(input), root(state.root_path), plan(state.pack, state.rules), work(plan, state.snapshot, state.node_class, checked(state.classes, plan)) {
    work.remember(std::move(state.memory));
  }

  static std::span<const std::vector<SelectorId>> checked(const std::vector<std::vector<SelectorId>>& classes, const Plan& plan) {
    check_classes(classes, plan.selectors().size());
    return classes;
  }

  WorkerState state;
  RootDirectory root;
  Plan plan;
  GatherWork work;
};

class WorkerContext final : private WorkerParts, public RunContext {
public:
  WorkerContext(std::span<const std::byte> input, const RuleRegistry& registry)
      : WorkerParts(input), RunContext(root, plan, state.snapshot, work, state.limits, registry, {}, state.all_findings), input_(input) {}

  BytePieces worker_input() const override { return {input_}; }

private:
  std::span<const std::byte> input_;
};

} // namespace

BytePieces ParentContext::worker_input() const {
  std::call_once(made_, [this] {
    static constexpr std::array<std::byte, 7> nothing{};
    const std::string description = describe_run(root_, pack_, rules_, classes_, work_.memory(), limits_, all_findings_);
    head_.resize(sizeof(InputHeader) + aligned(description.size()));
    std::memcpy(head_.data() + sizeof(InputHeader), description.data(), description.size());
    const auto node_class = std::as_bytes(work_.node_class());
    BytePieces input = {head_, node_class, std::span(nothing).first(aligned(node_class.size()) - node_class.size())};
    for (const auto piece : snapshot_.block_in_pieces(snapshot_head_)) input.push_back(piece);

    InputHeader header{magic, 0, 0, description.size(), work_.node_class().size()};
    XxHash digest;
    for (std::size_t i = 0; i < input.size(); ++i) {
      const auto piece = i == 0 ? input[i].subspan(sizeof header) : input[i];
      header.size += piece.size();
      digest.add(piece);
    }
    header.digest = digest.value();
    std::memcpy(head_.data(), &header, sizeof header);
    input_ = std::move(input);
  });
  return input_;
}

std::unique_ptr<JobContext> make_worker_context(std::span<const std::byte> input, const RuleRegistry& registry) {
  return std::make_unique<WorkerContext>(input, registry);
}

} // namespace sotval::core
