#pragma once

#include <string_view>

// What the program has to say besides results: one line each on standard error,
// "sotval-cli: warning: ...". Control characters are made visible; newlines stay.
// Threads: all may be called concurrently.

namespace sotval::cli::messages {

enum class Level { debug, info, warning, error };

/// Messages below that level are dropped; warning at first.
void show_from(Level level);
bool shown(Level level);

void say(Level level, std::string_view text);
inline void error(std::string_view text) { say(Level::error, text); }
inline void warning(std::string_view text) { say(Level::warning, text); }
inline void info(std::string_view text) { say(Level::info, text); }

/// Text that names its place and level itself, as diagnostics of a pack do; never dropped.
void diagnostics(std::string_view text);

} // namespace sotval::cli::messages
