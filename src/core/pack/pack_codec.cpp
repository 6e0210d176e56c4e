#include <xxhash.h>

#include <sotval/error.hpp>

#include "bytes.hpp"
#include "pack/pack.hpp"
#include "value_codec.hpp"

// A pack as bytes: a mark, the digest, the content. The content is everything but the digest, which is
// made from it, so that a damaged pack is noticed. Fields come in the order of the structs; a change
// here or there needs another mark.

namespace sotval::core {

namespace {

constexpr std::string_view mark = "sotval pack 1";

std::string digest_of(std::string_view content) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t hash = XXH3_64bits(content.data(), content.size());
  std::string digest(16, '0');
  for (auto digit = digest.rbegin(); digit != digest.rend(); ++digit, hash >>= 4) *digit = digits[hash & 15];
  return digest;
}

// ---- writing

void put(ByteWriter& out, const std::vector<std::string>& texts) {
  out.number(texts.size());
  for (const std::string& text : texts) out.text(text);
}

void put(ByteWriter& out, const PathSet& set) {
  out.text(set.name);
  out.number(static_cast<std::uint64_t>(set.type));
  put(out, set.globs);
  out.text(set.regex);
  out.text(set.about);
}

void put(ByteWriter& out, const Category& category) {
  out.text(category.name);
  out.text(category.about);
}

void put(ByteWriter& out, const BatchInfo& batch) {
  out.number(batch.batch);
  out.text(batch.name);
}

void put(ByteWriter& out, const RuleInfo& rule) {
  out.text(rule.id);
  out.text(rule.title);
  out.text(rule.category);
  out.number(static_cast<std::uint64_t>(rule.severity));
  out.number(rule.batch);
  put(out, rule.depends_on);
  out.number(static_cast<std::uint64_t>(rule.obligation));
  out.text(rule.kind);
}

void put(ByteWriter& out, const RuleBody& body) {
  out.text(body.why);
  out.text(body.fix);
  put_value(out, body.facts);
  put_value(out, body.check);
}

template <typename T> void put_list(ByteWriter& out, const std::vector<T>& list) {
  out.number(list.size());
  for (const T& item : list) put(out, item);
}

std::string content_of(const Pack& pack) {
  ByteWriter out;
  out.text(pack.name);
  out.text(pack.version);
  out.text(pack.title);
  out.number(pack.skip_dependants ? 1 : 0);
  put(out, pack.global_exclude);
  put_list(out, pack.sets);
  put_list(out, pack.categories);
  put_list(out, pack.batches);
  put_list(out, pack.rules);
  put_list(out, pack.bodies);
  return out.take();
}

// ---- reading

template <typename Enum> Enum get_enum(ByteReader& in, Enum last) {
  const std::uint64_t value = in.number();
  if (value > static_cast<std::uint64_t>(last)) ByteReader::fail();
  return static_cast<Enum>(value);
}

void get(ByteReader& in, std::string& text) {
  text = in.text();
}

template <typename T> void get(ByteReader& in, std::vector<T>& list);

void get(ByteReader& in, PathSet& set) {
  get(in, set.name);
  set.type = get_enum(in, EntryType::any);
  get(in, set.globs);
  get(in, set.regex);
  get(in, set.about);
}

void get(ByteReader& in, Category& category) {
  get(in, category.name);
  get(in, category.about);
}

void get(ByteReader& in, BatchInfo& batch) {
  batch.batch = in.number32();
  get(in, batch.name);
}

void get(ByteReader& in, RuleInfo& rule) {
  get(in, rule.id);
  get(in, rule.title);
  get(in, rule.category);
  rule.severity = get_enum(in, Severity::info);
  rule.batch = in.number32();
  get(in, rule.depends_on);
  rule.obligation = get_enum(in, Obligation::should);
  get(in, rule.kind);
}

void get(ByteReader& in, RuleBody& body) {
  get(in, body.why);
  get(in, body.fix);
  body.facts = get_value(in);
  body.check = get_value(in);
}

template <typename T> void get(ByteReader& in, std::vector<T>& list) {
  const std::size_t count = in.count();
  list.reserve(count);
  for (std::size_t i = 0; i < count; ++i) get(in, list.emplace_back());
}

} // namespace

std::string encode(const Pack& pack) {
  ByteWriter out;
  out.text(mark);
  out.text(pack.digest);
  out.text(content_of(pack));
  return out.take();
}

Pack decode_pack(std::string_view bytes) {
  ByteReader outer(bytes);
  if (outer.text() != mark) ByteReader::fail();
  Pack pack;
  get(outer, pack.digest);
  const std::string_view content = outer.text();
  if (!outer.done() || (!pack.digest.empty() && pack.digest != digest_of(content))) ByteReader::fail();

  ByteReader in(content);
  get(in, pack.name);
  get(in, pack.version);
  get(in, pack.title);
  pack.skip_dependants = in.number() != 0;
  get(in, pack.global_exclude);
  get(in, pack.sets);
  get(in, pack.categories);
  get(in, pack.batches);
  get(in, pack.rules);
  get(in, pack.bodies);
  if (!in.done() || pack.bodies.size() != pack.rules.size()) ByteReader::fail();
  return pack;
}

void seal(Pack& pack) {
  pack.digest = digest_of(content_of(pack));
}

} // namespace sotval::core
