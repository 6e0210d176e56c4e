#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "command_runner.hpp"

namespace support {

/// Starts nothing: answers as a function says and remembers what it was asked.
class FakeRunner final : public sotval::core::CommandRunner {
public:
  using Answer = std::function<sotval::core::CommandResult(const sotval::core::CommandRequest&, std::stop_token)>;
  explicit FakeRunner(Answer answer) : answer_(std::move(answer)) {}

  sotval::core::CommandResult run(const sotval::core::CommandRequest& request, std::stop_token stop) override {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return answer_(request, std::move(stop));
  }
  std::vector<sotval::core::CommandRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

private:
  Answer answer_;
  mutable std::mutex mutex_;
  std::vector<sotval::core::CommandRequest> requests_;
};

inline sotval::core::CommandResult exited(int status, std::string output = {}, std::string errors = {}) {
  return {sotval::core::CommandResult::End::exited, status, std::move(output), std::move(errors), {}};
}

} // namespace support
