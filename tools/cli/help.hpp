#pragma once

#include <string>

namespace sotval::cli {

// The texts of --help. Each is given its command's options as OptionParser::help() lays them out.
std::string help_of_program(const std::string& validate_options);
std::string help_of_validate(const std::string& options);
std::string help_of_watch(const std::string& options);
std::string help_of_bench(const std::string& options);
std::string help_of_bench_diff(const std::string& options);
std::string help_of_list(const std::string& options);
std::string help_of_explain(const std::string& options);
std::string help_of_schema(const std::string& options);
std::string help_of_demo(const std::string& options);
std::string help_of_self_test(const std::string& options);
std::string help_of_cache(const std::string& options);

} // namespace sotval::cli
