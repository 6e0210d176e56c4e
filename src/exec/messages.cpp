#include "exec/messages.hpp"

#include <sotval/error.hpp>

#include "bytes.hpp"
#include "exec/frame.hpp"

namespace sotval::exec {

using core::ByteReader;
using core::ByteWriter;

namespace {

// Reads all of a message; damage in it is a violation of the protocol.
template <typename Read> auto decode(std::string_view bytes, const Read& read) {
  try {
    ByteReader in(bytes);
    auto value = read(in);
    if (!in.done()) ByteReader::fail();
    return value;
  } catch (const EngineError&) {
    throw ProtocolError("a message that makes no sense");
  }
}

bool read_flag(ByteReader& in) {
  const std::uint64_t value = in.number();
  if (value > 1) ByteReader::fail();
  return value == 1;
}

} // namespace

std::string encode(const Hello& hello) {
  ByteWriter out;
  out.number(hello.protocol);
  out.text(hello.version);
  return out.take();
}

// What follows the version is left to later protocols, so that they can be refused by their number.
Hello decode_hello(std::string_view bytes) {
  try {
    ByteReader in(bytes);
    Hello hello;
    hello.protocol = in.number32();
    hello.version = in.text();
    return hello;
  } catch (const EngineError&) {
    throw ProtocolError("a greeting that makes no sense");
  }
}

std::string encode(const RunMessage& run) {
  ByteWriter out;
  out.number(run.context);
  out.number(run.input_size);
  out.number(run.shared);
  out.number(run.memory);
  return out.take();
}

RunMessage decode_run(std::string_view bytes) {
  return decode(bytes, [](ByteReader& in) {
    RunMessage run;
    run.context = in.number();
    run.input_size = in.number();
    run.shared = read_flag(in);
    run.memory = in.number();
    return run;
  });
}

std::string encode(const ContextReply& reply) {
  ByteWriter out;
  out.number(reply.context);
  out.text(reply.reason);
  return out.take();
}

ContextReply decode_context_reply(std::string_view bytes) {
  return decode(bytes, [](ByteReader& in) {
    ContextReply reply;
    reply.context = in.number();
    reply.reason = in.text();
    return reply;
  });
}

std::string encode_jobs(const std::vector<Job>& jobs) {
  ByteWriter out;
  out.number(jobs.size());
  for (const Job& job : jobs) {
    out.number(job.id);
    out.number(job.first);
    out.number(job.count);
  }
  return out.take();
}

std::vector<Job> decode_jobs(std::string_view bytes) {
  return decode(bytes, [](ByteReader& in) {
    std::vector<Job> jobs(in.count());
    for (Job& job : jobs) {
      job.id = in.number32();
      job.first = in.number32();
      job.count = in.number32();
    }
    return jobs;
  });
}

std::string encode(const JobResult& result) {
  ByteWriter out;
  out.number(result.job);
  out.number(result.first);
  out.number(result.count);
  out.number(static_cast<std::uint64_t>(result.outcome));
  out.text(result.reason);
  std::string bytes = out.take();
  bytes += result.payload; // to the end
  return bytes;
}

JobResult decode_result(std::string_view bytes) {
  try {
    ByteReader in(bytes);
    JobResult result;
    result.job = in.number32();
    result.first = in.number32();
    result.count = in.number32();
    const std::uint64_t outcome = in.number();
    // Whether it crashed or took too long is the pool's to say, and nobody cancels but the pool.
    if (outcome != static_cast<std::uint64_t>(Outcome::done) && outcome != static_cast<std::uint64_t>(Outcome::failed)) ByteReader::fail();
    result.outcome = static_cast<Outcome>(outcome);
    result.reason = in.text();
    result.payload = in.rest();
    return result;
  } catch (const EngineError&) {
    throw ProtocolError("a result that makes no sense");
  }
}

} // namespace sotval::exec
