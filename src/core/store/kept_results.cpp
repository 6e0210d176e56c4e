#include "store/kept_results.hpp"

#include <chrono>

#include "build_id.hpp"
#include "bytes.hpp"
#include "finding_codec.hpp"
#include "store/digest_codec.hpp"
#include "store/fact_reuse.hpp"
#include "store/questions.hpp"
#include "value_codec.hpp"

namespace sotval::core {

namespace {

void put_result(ByteWriter& out, const RuleResult& result) {
  out.number(static_cast<std::uint64_t>(result.verdict));
  out.text(result.message);
  out.number(result.nothing_matched);
  put_findings(out, result.findings);
  out.number(result.finding_count);
  put_value(out, result.evidence);
  out.number(result.downstream_of.size());
  for (const std::string& rule : result.downstream_of) out.text(rule);
}

RuleResult get_result(ByteReader& in, const RuleInfo& rule) {
  RuleResult result;
  result.rule_id = rule.id;
  result.title = rule.title;
  result.severity = rule.severity;
  result.batch = rule.batch;
  const std::uint64_t verdict = in.number();
  if (verdict > static_cast<std::uint64_t>(Verdict::skipped)) ByteReader::fail();
  result.verdict = static_cast<Verdict>(verdict);
  result.message = in.text();
  result.nothing_matched = in.number() != 0;
  result.findings = get_findings(in);
  result.finding_count = in.number();
  result.evidence = get_value(in);
  for (std::size_t roots = in.count(); roots > 0; --roots) result.downstream_of.emplace_back(in.text());
  return result;
}

} // namespace

std::optional<Digest> basis_of_results(const Pack& pack, std::span<const std::size_t> rules, const Limits& limits, bool skip_dependants) {
  if (build_id().empty()) return std::nullopt;
  ByteWriter out;
  out.text(build_id());
  put_digest(out, basis_of_facts(limits));
  out.number(limits.evidence_items);
  out.number(skip_dependants);
  out.text(pack.digest);
  for (const std::size_t rule : rules) out.number(rule);
  return Digest::of(out.bytes());
}

bool is_unchanged(const Snapshot& tree, const FactImage& image) noexcept {
  const Snapshot& known = image.tree();
  if (tree.size() != known.size()) return false;
  for (std::uint32_t node = 0; node < tree.size(); ++node)
    if (tree[node].type == NodeType::file && (!is_same_file(tree[node], known[node]) || image.racy(known[node]))) return false;
  return true;
}

std::string put_results(const Report& report) {
  ByteWriter out;
  out.number(report.files_in_scope);
  out.number(report.results.size());
  for (const RuleResult& result : report.results) put_result(out, result);
  return out.take();
}

void get_results(std::string_view bytes, const Pack& pack, std::span<const std::size_t> rules, Report& report) {
  ByteReader in(bytes);
  report.files_in_scope = report.files_read = in.number();
  if (in.count() != rules.size()) ByteReader::fail();
  report.results.reserve(rules.size());
  for (const std::size_t rule : rules) {
    const auto started = std::chrono::steady_clock::now();
    RuleResult& result = report.results.emplace_back(get_result(in, pack.rules[rule]));
    result.timestamp = std::chrono::system_clock::now();
    result.duration = std::chrono::steady_clock::now() - started;
  }
  if (!in.done()) ByteReader::fail();
}

} // namespace sotval::core
