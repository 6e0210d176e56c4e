#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Which files somebody wants to hear about. Paths are relative to the repository.

namespace sotval::cli {

/// What differs between the point where the working tree left `reference` and the working tree: committed or not, deleted
/// files, files that git does not know yet, and the directories above new files included. Asks the installed git,
/// which writes nothing; so files that it ignores, or was told to take for unchanged, do not count.
/// Throws InputError if there is no git, `root` lies in no work tree, or git does not know the reference.
std::vector<std::string> files_changed_since(const std::filesystem::path& root, const std::string& reference);

/// The paths in `file` ("-": standard input), one a line, or each ended by a zero byte if there is one. They are relative
/// to `root`, or absolute; those that lie elsewhere are left out, with a warning. A directory stands for all in it.
/// Throws InputError if the file cannot be read.
std::vector<std::string> files_listed_in(const std::string& file, const std::filesystem::path& root);

} // namespace sotval::cli
