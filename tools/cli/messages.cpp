#include "messages.hpp"

#include <memory>
#include <string>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "printable.hpp"

namespace sotval::cli::messages {

namespace {

std::shared_ptr<spdlog::logger> make_logger(const std::string& pattern, spdlog::level::level_enum from) {
  const auto logger = std::make_shared<spdlog::logger>("sotval-cli", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern(pattern);
  logger->set_level(from);
  return logger;
}

spdlog::logger& logger() {
  static const auto logger = make_logger("%n: %l: %v", spdlog::level::warn);
  return *logger;
}

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
  case Level::debug: return spdlog::level::debug;
  case Level::info: return spdlog::level::info;
  case Level::warning: return spdlog::level::warn;
  case Level::error: break;
  }
  return spdlog::level::err;
}

} // namespace

void show_from(Level level) { logger().set_level(spdlog_level(level)); }

bool shown(Level level) { return logger().should_log(spdlog_level(level)); }

void say(Level level, std::string_view text) { logger().log(spdlog_level(level), "{}", core::printable_lines(text)); }

void diagnostics(std::string_view text) {
  make_logger("%v", spdlog::level::trace)->info("{}", core::printable_lines(text));
}

} // namespace sotval::cli::messages
