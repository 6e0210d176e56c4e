#include "support/catch.hpp"

#include <functional>

#include "bytes.hpp"
#include "exec/frame.hpp"
#include "exec/messages.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::exec;
using support::Random;

namespace {

std::uint32_t number32(Random& random) {
  return static_cast<std::uint32_t>(random.one_in(3) ? random.below(200) : random.below(std::size_t{1} << 32));
}

std::string random_text(Random& random, std::size_t most) {
  std::string text(random.below(most + 1), '\0');
  for (char& byte : text) byte = static_cast<char>(random.below(256));
  return text;
}

// True if it is refused by a ProtocolError; anything else that is thrown fails the test.
bool refused(const std::function<void()>& decode) {
  try {
    decode();
  } catch (const ProtocolError&) {
    return true;
  }
  return false;
}

const std::vector<std::function<void(std::string_view)>> all_decoders{
    [](std::string_view bytes) { (void)decode_hello(bytes); },         [](std::string_view bytes) { (void)decode_run(bytes); },
    [](std::string_view bytes) { (void)decode_context_reply(bytes); }, [](std::string_view bytes) { (void)decode_jobs(bytes); },
    [](std::string_view bytes) { (void)decode_result(bytes); }};

} // namespace

TEST_CASE("messages come back as they were sent", "[exec][messages]") {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    const Hello hello = decode_hello(encode(Hello{number32(random), "1.2.3-" + random_text(random, 5)}));
    REQUIRE(encode(hello) == encode(Hello{hello.protocol, hello.version}));

    const RunMessage sent{random.below(SIZE_MAX), random.below(SIZE_MAX), random.one_in(2), random.below(SIZE_MAX)};
    const RunMessage run = decode_run(encode(sent));
    REQUIRE((run.context == sent.context && run.input_size == sent.input_size && run.shared == sent.shared && run.memory == sent.memory));

    const std::string reason = random_text(random, 300);
    const ContextReply reply = decode_context_reply(encode(ContextReply{sent.context, reason}));
    REQUIRE((reply.context == sent.context && reply.reason == reason));

    std::vector<Job> jobs(random.below(20));
    for (Job& job : jobs) job = {number32(random), number32(random), number32(random), 0, 0};
    const std::vector<Job> received = decode_jobs(encode_jobs(jobs));
    REQUIRE(received.size() == jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i)
      REQUIRE((received[i].id == jobs[i].id && received[i].first == jobs[i].first && received[i].count == jobs[i].count));

    const JobResult result{number32(random), number32(random), number32(random), random.one_in(2) ? Outcome::done : Outcome::failed, random_text(random, 500), reason};
    const JobResult back = decode_result(encode(result));
    REQUIRE((back.job == result.job && back.first == result.first && back.count == result.count && back.outcome == result.outcome &&
             back.payload == result.payload && back.reason == result.reason));
  }
}

TEST_CASE("messages that are cut short are refused", "[exec][messages]") {
  const auto prefixes_refused = [](const std::string& bytes, const std::function<void(std::string_view)>& decode) {
    for (std::size_t size = 0; size < bytes.size(); ++size)
      if (!refused([&] { decode(std::string_view(bytes).substr(0, size)); })) return false;
    return !refused([&] { decode(bytes); });
  };
  CHECK(prefixes_refused(encode(Hello{300, "1.2.3"}), all_decoders[0]));
  CHECK(prefixes_refused(encode(RunMessage{300, 1u << 20, true, 1u << 30}), all_decoders[1]));
  CHECK(prefixes_refused(encode(ContextReply{300, "no memory"}), all_decoders[2]));
  CHECK(prefixes_refused(encode_jobs({{300, 400, 500, 0, 0}, {1, 2, 3, 0, 0}}), all_decoders[3]));
  CHECK(prefixes_refused(encode(JobResult{300, 400, 500, Outcome::failed, {}, "why"}), all_decoders[4]));
}

TEST_CASE("more than belongs to a message is refused", "[exec][messages]") {
  CHECK(refused([] { (void)decode_run(encode(RunMessage{}) + '\0'); }));
  CHECK(refused([] { (void)decode_context_reply(encode(ContextReply{1, "x"}) + 'x'); }));
  CHECK(refused([] { (void)decode_jobs(encode_jobs({{1, 2, 3, 0, 0}}) + '\1'); }));
}

TEST_CASE("a greeting of a later protocol can be read as far as it says its number", "[exec][messages]") {
  const Hello hello = decode_hello(encode(Hello{protocol_version + 1, "9.0"}) + "and more");
  CHECK(hello.protocol == protocol_version + 1);
  CHECK(hello.version == "9.0");
}

TEST_CASE("a worker cannot say what only the pool can know", "[exec][messages]") {
  for (const Outcome outcome : {Outcome::crashed, Outcome::timed_out, Outcome::cancelled, static_cast<Outcome>(5), static_cast<Outcome>(255)})
    CHECK(refused([&] { (void)decode_result(encode(JobResult{1, 2, 3, outcome, {}, {}})); }));
}

TEST_CASE("numbers that do not fit are refused", "[exec][messages]") {
  const auto with_numbers = [](std::initializer_list<std::uint64_t> numbers) {
    core::ByteWriter out;
    for (const std::uint64_t number : numbers) out.number(number);
    return out.take();
  };
  constexpr std::uint64_t large = std::uint64_t{1} << 32;
  CHECK(refused([&] { (void)decode_hello(with_numbers({large, 0})); }));
  CHECK(refused([&] { (void)decode_hello(with_numbers({1, ~std::uint64_t{0}})); }));
  CHECK(refused([&] { (void)decode_run(with_numbers({1, 2, 2, 0})); })); // a flag
  CHECK(refused([&] { (void)decode_jobs(with_numbers({~std::uint64_t{0}})); }));
  CHECK(refused([&] { (void)decode_jobs(with_numbers({large, 1, 2, 3})); }));
  CHECK(refused([&] { (void)decode_jobs(with_numbers({1, large, 2, 3})); }));
  CHECK(refused([&] { (void)decode_jobs(with_numbers({1, 1, large, 3})); }));
  CHECK(refused([&] { (void)decode_jobs(with_numbers({1, 1, 2, large})); }));
  for (std::size_t at = 0; at < 5; ++at) {
    std::uint64_t n[] = {1, 2, 3, 0, 0};
    n[at] = large;
    CHECK(refused([&] { (void)decode_result(with_numbers({n[0], n[1], n[2], n[3], n[4]})); }));
  }
}

TEST_CASE("random bytes are a message or are refused", "[exec][messages]") {
  Random random(3);
  std::size_t refusals = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = random_text(random, 40);
    if (random.one_in(2))
      for (char& byte : bytes) byte = static_cast<char>(byte & 7); // small numbers go further
    for (const auto& decode : all_decoders) refusals += refused([&] { decode(bytes); });
  }
  CHECK(refusals > 0);
}
