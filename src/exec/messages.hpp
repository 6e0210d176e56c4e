#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/execution_strategy.hpp>

// What the messages between a pool and its workers say (docs/worker-protocol.md), as bytes and back.
// Readers throw ProtocolError on anything that no writer wrote.

namespace sotval::exec {

/// Numbers that a child has its descriptors under, and the word that says what it is.
inline constexpr int control_descriptor = 3;
inline constexpr int mark_descriptor = 4;
inline constexpr const char* worker_argument = "--sotval-worker";
inline constexpr const char* run_block = "run"; ///< in the shared segment of a run
inline constexpr int worker_failed = 76;        ///< exit status of a worker that could not go on

struct Hello {
  std::uint32_t protocol = 0;
  std::string version; ///< of the library
};

struct RunMessage {
  std::uint64_t context = 0;    ///< of the pool's, for `ready`
  std::uint64_t input_size = 0; ///< bytes
  bool shared = false;          ///< the input comes as a descriptor, else in `input` frames
  std::uint64_t memory = 0;     ///< that the worker may use beyond what it has; 0: no limit
};

std::string encode(const Hello& hello);
Hello decode_hello(std::string_view bytes);
std::string encode(const RunMessage& run);
RunMessage decode_run(std::string_view bytes);

/// `ready` and `refused`: which context, and why not.
struct ContextReply {
  std::uint64_t context = 0;
  std::string reason;
};
std::string encode(const ContextReply& reply);
ContextReply decode_context_reply(std::string_view bytes);

/// `work`: jobs as far as a worker needs them.
std::string encode_jobs(const std::vector<Job>& jobs);
std::vector<Job> decode_jobs(std::string_view bytes);

std::string encode(const JobResult& result);
JobResult decode_result(std::string_view bytes);

} // namespace sotval::exec
