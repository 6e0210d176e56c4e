#include "option_parser.hpp"

#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>

#include "convert.hpp"
#include "pack/spelling.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli {

namespace {

constexpr std::size_t about_column = 31;

} // namespace

OptionParser::OptionParser() : app_(std::make_unique<CLI::App>()) {
  app_->set_help_flag();
  app_->allow_extras(); // they are refused by refuse(), which knows what was meant
}

OptionParser::~OptionParser() = default;

void OptionParser::heading(std::string text) { lines_.push_back({std::move(text), {}, {}}); }

void OptionParser::value(const std::string& names, const std::string& type, const std::string& about, Take take) {
  describe(names, type, about);
  declare(names, type, about, std::move(take), false);
}

void OptionParser::values(const std::string& names, const std::string& type, const std::string& about, Take take) {
  describe(names, type, about);
  declare(names, type, about, std::move(take), true);
}

void OptionParser::flag(const std::string& names, const std::string& about, std::function<void(unsigned)> take) {
  describe(names, {}, about);
  const auto counted = [take = std::move(take)](std::int64_t times) {
    if (times > 0) take(static_cast<unsigned>(times));
  };
  app_->add_flag_function(names, counted, about);
}

void OptionParser::word(const std::string& name, const std::string& about, Take take) {
  describe(name, {}, about);
  declare(name, {}, about, std::move(take), false);
}

void OptionParser::parse(const std::vector<std::string>& arguments) {
  try {
    app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what(); // "--output: ..."
    throw UsageError(core::printable(text.substr(0, text.find(':'))) + ": the value is missing");
  } catch (const CLI::ParseError& error) {
    throw UsageError(core::printable(error.what()));
  }
  std::vector<std::string> extra = app_->remaining();
  std::erase(extra, "--");
  if (extra.empty()) return;
  const auto is_option = [](const std::string& argument) { return argument.size() > 1 && argument[0] == '-'; };
  const auto option = std::find_if(extra.begin(), extra.end(), is_option);
  refuse(option == extra.end() ? extra.front() : *option);
}

std::string OptionParser::help() const {
  std::string out;
  for (const Line& line : lines_) {
    if (!line.heading.empty()) {
      out += (out.empty() ? "" : "\n") + line.heading + ":\n";
      continue;
    }
    std::string left = "  " + line.names;
    if (left.size() + 2 > about_column) {
      out += left + "\n";
      left.clear();
    }
    for (const std::string& about : core::wrap(line.about, core::screen_width - about_column)) {
      left.resize(about_column, ' ');
      out += left + about + "\n";
      left.clear();
    }
  }
  return out;
}

void OptionParser::declare(const std::string& names, const std::string& type, const std::string& about, Take take,
                           bool all) {
  const auto take_words = [take = std::move(take)](const CLI::results_t& words) {
    for (const std::string& word : words) take(word);
    return true;
  };
  app_->add_option(names, take_words, about)
      ->type_name(type)
      ->expected(1)
      ->multi_option_policy(all ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast);
}

void OptionParser::describe(const std::string& names, const std::string& type, const std::string& about) {
  std::string shown;
  for (const char c : names) shown += c == ',' ? std::string(", ") : std::string(1, c);
  if (shown.rfind("--", 0) == 0) shown.insert(0, "    ");
  if (!type.empty()) shown += " " + type;
  lines_.push_back({{}, shown, about});
  for (std::size_t at = names.find("--"); at != std::string::npos; at = names.find("--", at + 2))
    long_names_.push_back(names.substr(at, names.find(',', at) - at));
}

void OptionParser::refuse(const std::string& argument) const {
  if (argument[0] != '-') throw UsageError("unexpected argument " + core::in_quotes(argument));
  const std::string name = argument.substr(0, argument.find('='));
  const std::vector<std::string_view> names(long_names_.begin(), long_names_.end());
  const std::string_view meant = core::nearest(name, names);
  std::string message = "unknown option " + core::in_quotes(name);
  if (!meant.empty()) message += ", did you mean '" + std::string(meant) + "'?";
  throw UsageError(message);
}

} // namespace sotval::cli
