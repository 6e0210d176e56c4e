#include "more_rules.hpp"

#include <array>
#include <string_view>

#include "pack/pack.hpp"

namespace bench {

using sotval::Value;

namespace {

constexpr std::array<std::string_view, 64> words = {
    "config",  "version", "default", "service", "request", "response", "handler",  "status",  "update",  "schema",  "object",
    "string",  "number",  "import",  "export",  "return",  "class",    "function", "module",  "package", "license", "author",
    "create",  "delete",  "error",   "warning", "logger",  "metrics",  "tracing",  "cluster", "domain",  "entity",  "result",
    "storage", "queue",   "worker",  "thread",  "process", "memory",   "buffer",   "stream",  "session", "account", "payment",
    "invoice", "customer", "product", "order",  "market",  "wallet",   "ledger",   "block",   "chain",   "digest",  "cipher",
    "public",  "private", "static",  "dynamic", "virtual", "final",    "abstract", "interface", "template"};

// Every run of three letters or more becomes another word; the rest of the text keeps its shape.
std::string other_text(std::string_view text, std::size_t& next) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_letter(text[end])) ++end;
    const bool escape = i > 0 && text[i - 1] == '\\';
    if (end - i >= 3 && !escape) {
      out += words[next++ % words.size()];
      i = end;
    } else {
      out += text[i++];
    }
  }
  return out == text ? out + std::string(words[next++ % words.size()]) : out;
}

void change_pattern(Value& pattern, std::size_t& next) {
  if (const std::string* text = pattern.as_string()) {
    pattern = other_text(*text, next);
    return;
  }
  if (Value::List* list = pattern.as_list())
    for (Value& item : *list) change_pattern(item, next);
  if (Value::Map* map = pattern.as_map())
    for (auto& [key, value] : *map)
      if (key != "nocase" && key != "min") change_pattern(value, next);
}

void change_check(Value& check, std::size_t& next) {
  if (const Value* match = check.find("match")) {
    Value changed = *match;
    change_pattern(changed, next);
    check.set("match", std::move(changed));
  }
  if (const Value* checks = check.find("checks")) {
    Value changed = *checks;
    for (Value& nested : *changed.as_list()) change_check(nested, next);
    check.set("checks", std::move(changed));
  }
}

} // namespace

sotval::RulePack with_more_content_rules(unsigned times) {
  auto pack = std::make_shared<sotval::core::Pack>(*sotval::RulePack::builtin().data());
  const std::size_t rules = pack->rules.size();
  std::size_t next = 0;
  for (unsigned copy = 1; copy < times; ++copy) {
    for (std::size_t i = 0; i < rules; ++i) {
      Value check = pack->bodies[i].check;
      change_check(check, next);
      if (check == pack->bodies[i].check) continue; // looks for no text
      pack->rules.push_back(pack->rules[i]);
      pack->rules.back().id += "-" + std::to_string(copy);
      pack->bodies.push_back(pack->bodies[i]);
      pack->bodies.back().check = std::move(check);
    }
  }
  sotval::core::seal(*pack);
  return sotval::RulePack(std::move(pack));
}

} // namespace bench
