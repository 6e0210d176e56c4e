#include "facts.hpp"

#include <algorithm>
#include <utility>

#include "bytes.hpp"
#include "prefault.hpp"
#include "store/digest_codec.hpp"

namespace sotval::core {

std::span<const TextPlace> FileFacts::places_of(LeafId leaf) const noexcept {
  const auto by_leaf = [](const TextPlace& place, LeafId id) { return place.leaf < id; };
  const auto first = std::lower_bound(places.begin(), places.end(), leaf, by_leaf);
  auto last = first;
  while (last != places.end() && last->leaf == leaf) ++last;
  return {first, last};
}

const FieldFailure* FileFacts::failure_of(FieldTestId test) const noexcept {
  const auto found = std::lower_bound(failures.begin(), failures.end(), test,
                                      [](const FailedTest& failed, FieldTestId id) { return failed.test < id; });
  return found != failures.end() && found->test == test ? &found->failure : nullptr;
}

FileFacts FileFacts::unreadable(std::uint32_t node, std::string reason) {
  FileFacts facts;
  facts.node = node;
  facts.reason = std::move(reason);
  return facts;
}

namespace {

void write(ByteWriter& out, const FieldFailure& failure) {
  out.text(failure.text);
  out.number(failure.line);
  out.number(failure.column);
}

FieldFailure read_failure(ByteReader& in) {
  FieldFailure failure;
  failure.text = in.text();
  failure.line = in.number32();
  failure.column = in.number32();
  return failure;
}

// What is known of the file as a whole.
constexpr std::uint64_t unreadable = 0, readable = 1, with_content = 2, as_stored = 4;

} // namespace

FileFacts get_facts(ByteReader& in) {
  FileFacts facts;
  const std::uint64_t known = in.number();
  if (known > (readable | with_content | as_stored) || (known != unreadable && (known & readable) == 0)) ByteReader::fail();
  facts.readable = known != unreadable;
  if (!facts.readable) {
    facts.reason = in.text();
    return facts;
  }
  if ((known & with_content) != 0) facts.content = get_digest(in);
  facts.as_stored = (known & as_stored) != 0;
  if (facts.as_stored) return facts;
  facts.places.resize(in.count());
  for (TextPlace& place : facts.places) {
    place.leaf = in.number32();
    place.line = in.number32();
    place.column = in.number32();
    place.member = in.number32();
  }
  facts.unlisted.resize(in.count());
  for (UnlistedPlaces& unlisted : facts.unlisted) {
    unlisted.leaf = in.number32();
    unlisted.count = in.number();
  }
  const std::uint64_t status = in.number();
  if (status > static_cast<std::uint64_t>(DocumentStatus::undecided)) ByteReader::fail();
  facts.document = static_cast<DocumentStatus>(status);
  if (facts.document == DocumentStatus::not_wanted) return facts;
  if (facts.document != DocumentStatus::map) {
    facts.problem = read_failure(in);
    return facts;
  }
  facts.failures.resize(in.count());
  for (FailedTest& failed : facts.failures) {
    failed.test = in.number32();
    failed.failure = read_failure(in);
  }
  return facts;
}

void put_facts(ByteWriter& out, const FileFacts& facts) {
  if (!facts.readable) {
    out.number(unreadable);
    out.text(facts.reason);
    return;
  }
  out.number(readable | (facts.content ? with_content : 0) | (facts.as_stored ? as_stored : 0));
  if (facts.content) put_digest(out, *facts.content);
  if (facts.as_stored) return;
  out.number(facts.places.size());
  for (const TextPlace& place : facts.places) {
    out.number(place.leaf);
    out.number(place.line);
    out.number(place.column);
    out.number(place.member);
  }
  out.number(facts.unlisted.size());
  for (const UnlistedPlaces& unlisted : facts.unlisted) {
    out.number(unlisted.leaf);
    out.number(unlisted.count);
  }
  out.number(static_cast<std::uint64_t>(facts.document));
  if (facts.document == DocumentStatus::map) {
    out.number(facts.failures.size());
    for (const FailedTest& failed : facts.failures) {
      out.number(failed.test);
      write(out, failed.failure);
    }
  } else if (facts.document != DocumentStatus::not_wanted) {
    write(out, facts.problem);
  }
}

void FactWriter::add(const FileFacts& facts) {
  facts_.number(facts.node);
  put_facts(facts_, facts);
}

std::string FactWriter::finish(const GatherCounts& counts) {
  ByteWriter out;
  out.number(counts.files_opened);
  out.number(counts.bytes_read);
  out.number(counts.documents_parsed);
  return out.take() += std::exchange(facts_, {}).bytes();
}

void FactTable::reserve(std::size_t files) {
  reserve_at_once(facts_, files);
}

void FactTable::add(std::string_view bytes, std::span<const std::uint32_t> expected) {
  ByteReader in(bytes);
  GatherCounts counts;
  counts.files_opened = in.number();
  counts.bytes_read = in.number();
  counts.documents_parsed = in.number();
  std::vector<FileFacts> all;
  all.reserve(expected.size());
  for (const std::uint32_t node : expected) {
    if (in.number() != node) ByteReader::fail();
    all.push_back(get_facts(in));
    all.back().node = node;
  }
  if (!in.done()) ByteReader::fail();
  for (FileFacts& facts : all) put(std::move(facts));
  counts_ += counts;
}

std::span<FileFacts> FactTable::extend(std::span<const std::uint32_t> nodes) {
  const std::size_t before = facts_.size();
  facts_.resize(before + nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    facts_[before + i].node = nodes[i];
    index_[nodes[i]] = static_cast<std::uint32_t>(before + i + 1);
  }
  return std::span(facts_).subspan(before);
}

void FactTable::add_unreadable(std::uint32_t node, std::string reason) {
  put(FileFacts::unreadable(node, std::move(reason)));
}

void FactTable::put(FileFacts facts) {
  std::uint32_t& position = index_[facts.node];
  if (position != 0) {
    facts_[position - 1] = std::move(facts);
    return;
  }
  facts_.push_back(std::move(facts));
  position = static_cast<std::uint32_t>(facts_.size());
}

} // namespace sotval::core
