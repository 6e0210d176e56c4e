#include "store/questions.hpp"

#include <sotval/version.hpp>

#include "bytes.hpp"

namespace sotval::core {

namespace {

// Grows when the same question comes to be answered in another way.
constexpr std::uint64_t meaning = 2;

void put_leaf(ByteWriter& out, const TextLeaf& leaf) {
  out.number(static_cast<std::uint64_t>(leaf.kind));
  out.number(leaf.nocase);
  out.text(leaf.text);
  out.number(leaf.members.size());
  for (const TextLeaf& member : leaf.members) put_leaf(out, member);
}

Digest digest_of(const TextLeaf& leaf, bool every) {
  ByteWriter out;
  out.number(0);
  out.number(every);
  put_leaf(out, leaf);
  return Digest::of(out.bytes());
}

} // namespace

std::vector<std::pair<Digest, Question>> questions_in(const ContentNeeds& needs, const Plan& plan) {
  std::vector<std::pair<Digest, Question>> questions;
  for (const LeafRequest& leaf : needs.leaves) questions.push_back({digest_of(plan.leaves()[leaf.id], leaf.every), {false, leaf.id}});
  for (const FieldTestId test : needs.tests) questions.push_back({plan.test_digests()[test], {true, test}});
  return questions;
}

Digest basis_of_facts(const Limits& limits) {
  ByteWriter out;
  out.number(meaning);
  out.text(version());
  out.number(limits.file_size);
  out.number(limits.document_depth);
  out.number(limits.document_nodes);
  out.number(limits.findings);
  return Digest::of(out.bytes());
}

} // namespace sotval::core
