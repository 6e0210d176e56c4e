#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "printable.hpp"
#include "report/json_emitter.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli {

namespace {

using Rules = std::vector<const RuleInfo*>;

Rules selected(const RulePack& pack, const Selection& selection) {
  Rules rules;
  for (const std::size_t rule : pack.select(selection)) rules.push_back(&pack.rules()[rule]);
  return rules;
}

std::size_t count_in(const Rules& rules, unsigned batch) {
  return static_cast<std::size_t>(
      std::count_if(rules.begin(), rules.end(), [batch](const RuleInfo* rule) { return rule->batch == batch; }));
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t actual = core::width_of(text);
  if (actual < width) text.append(width - actual, ' ');
  return text;
}

std::string as_text(const RulePack& pack, const Rules& rules) {
  std::size_t id_width = 0;
  for (const RuleInfo* rule : rules) id_width = std::max(id_width, core::width_of(core::printable(rule->id)));
  std::string out;
  for (const RuleInfo* rule : rules)
    out += padded(core::printable(rule->id), id_width) + "  " + padded(std::to_string(rule->batch), 2) + "  " +
           padded(std::string(to_string(rule->severity)), 8) + "  " + core::printable(rule->title) + "\n";
  out += "\n";
  for (const BatchInfo& batch : pack.batches())
    if (const std::size_t count = count_in(rules, batch.batch); count != 0)
      out += "batch " + padded(std::to_string(batch.batch), 2) + "  " + padded(core::count_of(count, "rule"), 10) +
             "  " + core::printable(batch.name) + "\n";
  out += "total     " + core::count_of(rules.size(), "rule") + "\n";
  return out;
}

void field(core::JsonEmitter& json, std::string_view name, std::string_view text) {
  json.key(name);
  json.text(text);
}

void field(core::JsonEmitter& json, std::string_view name, std::uint64_t number) {
  json.key(name);
  json.integer(number);
}

void write_rule(core::JsonEmitter& json, const RuleInfo& rule) {
  json.begin_object();
  field(json, "rule_id", rule.id);
  field(json, "title", rule.title);
  field(json, "category", rule.category);
  field(json, "severity", to_string(rule.severity));
  field(json, "batch", std::uint64_t{rule.batch});
  field(json, "obligation", rule.obligation == Obligation::must ? "must" : "should");
  field(json, "kind", rule.kind);
  json.key("depends_on");
  json.begin_list();
  for (const std::string& id : rule.depends_on) json.text(id);
  json.end_list();
  json.end_object();
}

std::string as_json(const RulePack& pack, const Rules& rules) {
  std::ostringstream out;
  core::JsonEmitter json(out, 2);
  json.begin_object();
  json.key("pack");
  json.begin_object();
  field(json, "name", pack.name());
  field(json, "version", pack.version());
  field(json, "digest", pack.digest());
  json.end_object();
  field(json, "total_rules", std::uint64_t{rules.size()});
  json.key("rules");
  json.begin_list();
  for (const RuleInfo* rule : rules) write_rule(json, *rule);
  json.end_list();
  json.key("batches");
  json.begin_list();
  for (const BatchInfo& batch : pack.batches()) {
    const std::size_t count = count_in(rules, batch.batch);
    if (count == 0) continue;
    json.begin_object();
    field(json, "batch", std::uint64_t{batch.batch});
    field(json, "name", batch.name);
    field(json, "total", std::uint64_t{count});
    json.end_object();
  }
  json.end_list();
  json.end_object();
  json.finish();
  return out.str();
}

} // namespace

int run(const ListCommand& command) {
  const RulePack pack = find_pack(command.pack);
  const Rules rules = selected(pack, command.selection);
  write_standard_output(command.format == Format::json ? as_json(pack, rules) : as_text(pack, rules));
  return all_hold;
}

} // namespace sotval::cli
