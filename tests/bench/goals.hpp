#pragma once

#include <cstdio>
#include <string>

namespace bench {

/// Prints what was wished for beside what was measured.
class Goals {
public:
  void at_most(const std::string& what, double value, double limit) { print(what, value, "at most", limit, value <= limit); }
  void at_least(const std::string& what, double value, double limit) { print(what, value, "at least", limit, value >= limit); }

private:
  static void print(const std::string& what, double value, const char* relation, double limit, bool met) {
    std::printf("goal: %-58s %9.3f, %s %g: %s\n", what.c_str(), value, relation, limit, met ? "met" : "MISSED");
  }
};

} // namespace bench
