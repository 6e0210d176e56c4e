#include "support/catch.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <stdexcept>

#include "exec/work_ledger.hpp"
#include "support/random.hpp"

// Workers are simulated that do what they are told, die at any moment and say anything about where they
// were. Whatever the order of events, each item must get its result exactly once.

using namespace sotval;
using namespace sotval::exec;
using support::Random;

namespace {

std::vector<Job> random_jobs(Random& random, std::uint32_t& items) {
  std::vector<Job> jobs;
  items = 0;
  const std::size_t count = 1 + random.below(random.one_in(4) ? 80 : 12);
  for (std::uint32_t id = 0; id < count; ++id) {
    const auto size = static_cast<std::uint32_t>(1 + random.below(random.one_in(3) ? 9 : 2));
    jobs.push_back({id, items, size, random.below(3'000'000), 0});
    items += size;
  }
  return jobs;
}

class Simulation {
public:
  /// `honest`: workers say the truth about where they were.
  Simulation(std::uint64_t seed, bool honest) : random_(seed), jobs_(random_jobs(random_, items_)), results_(items_) {
    const auto workers = static_cast<unsigned>(1 + random_.below(6));
    const unsigned sizes[] = {0, 1, 2, 16};
    ledger_.emplace(jobs_, workers, random_.pick(sizes));
    wanted_ = workers;
    for (std::uint32_t item = 0; item < items_; ++item)
      if (random_.one_in(10)) guilty_.insert({item, 1 + random_.below(3)}); // how many workers it ends
    lies_left_ = honest ? 0 : 60;
  }

  /// Lets things happen until all is done or `steps` are over.
  void run(std::size_t steps) {
    while (!ledger_->finished() && steps-- > 0) step();
  }
  void stop() {
    std::vector<JobResult> suspects;
    for (const Part& part : ledger_->take_rest(suspects)) result_of(part);
    for (const JobResult& suspect : suspects) {
      expect(suspect.count == 1, "a suspect is one item");
      expect(suspects_.contains(suspect.first), "a suspect that is none");
      result_of({suspect.job, suspect.first, suspect.count, 0});
    }
    expect(ledger_->finished() && ledger_->waiting() == 0, "nothing is left after the rest was taken");
  }

  bool finished() const { return ledger_->finished(); }
  bool each_once() const {
    return std::all_of(results_.begin(), results_.end(), [](int count) { return count == 1; });
  }
  std::size_t verdicts() const { return verdicts_; }

private:
  struct Worker {
    WorkerId id = 0;
    bool fresh = true;
    bool on_trial = false;
    std::deque<Part> todo;                // given and not reported
    std::size_t executed = 0;             // of those, whole parts
    std::uint32_t item = 0;               // of the part that is next, how many were begun
    std::optional<std::uint32_t> mark;
  };

  static void expect(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
  }

  void result_of(const Part& part) {
    expect(part.count != 0 && part.job < jobs_.size(), "a part of no job");
    const Job& job = jobs_[part.job];
    expect(part.first >= job.first && part.first + part.count <= job.first + job.count, "a part that is not in its job");
    for (std::uint32_t item = part.first; item < part.first + part.count; ++item) ++results_[item];
  }

  void step() {
    if (workers_.size() < wanted_ && (workers_.empty() || random_.one_in(3))) {
      workers_.push_back({++last_id_, true, false, {}, 0, 0, std::nullopt});
      return;
    }
    const std::size_t index = random_.below(workers_.size());
    Worker& worker = workers_[index];
    switch (random_.below(8)) {
    case 0:
    case 1: give(worker); break;
    case 2: report(worker, 1 + random_.below(3)); break;
    case 3: claim(worker); break;
    case 4:
      // A worker that is idle and not fresh is of no use to suspects; and sometimes one just dies.
      if ((worker.todo.empty() && !worker.fresh && random_.one_in(4)) || random_.one_in(40)) die(index);
      break;
    default: work(index); break;
    }
  }

  void give(Worker& worker) {
    const bool idle = worker.todo.empty();
    expect(ledger_->is_idle(worker.id) == idle, "idle is who has nothing to do");
    expect(ledger_->is_alone(worker.id) == worker.on_trial, "alone is who has a suspect");
    const std::vector<Part> parts = ledger_->assign(worker.id, worker.fresh);
    expect(parts.empty() || !worker.on_trial, "something beside a suspect");
    for (const Part& part : parts) {
      for (std::uint32_t item = part.first; item < part.first + part.count; ++item) {
        expect(results_[item] == 0, "an item that has its result");
        if (!suspects_.contains(item)) continue;
        expect(parts.size() == 1 && part.count == 1 && idle, "a suspect that is not alone");
        expect(worker.fresh, "a suspect for a worker that has worked");
        worker.on_trial = true;
      }
      worker.todo.push_back(part);
    }
    expect(ledger_->is_alone(worker.id) == worker.on_trial, "alone is who was given a suspect");
  }

  // Begins the next item, and maybe dies of it.
  void work(std::size_t index) {
    Worker& worker = workers_[index];
    if (worker.executed == worker.todo.size()) return;
    const Part& part = worker.todo[worker.executed];
    const std::uint32_t item = part.first + worker.item;
    worker.mark = item;
    if (suspects_.contains(item)) expect(++tries_of_suspects_[item] == 1, "a suspect is begun a third time");
    if (const auto guilty = guilty_.find(item); guilty != guilty_.end() && guilty->second > 0) {
      --guilty->second;
      die(index);
      return;
    }
    if (++worker.item == part.count) {
      worker.item = 0;
      ++worker.executed;
    }
  }

  // Results arrive some time after they were made.
  void report(Worker& worker, std::size_t most) {
    for (; worker.executed > 0 && most > 0; --worker.executed, --most) {
      expect(ledger_->done(worker.id, worker.todo.front()), "a result that was asked for is refused");
      result_of(worker.todo.front());
      worker.todo.pop_front();
      worker.fresh = worker.on_trial = false;
    }
  }

  // A result that was not asked for, or not now.
  void claim(const Worker& worker) {
    const auto any = [this] { return static_cast<std::uint32_t>(random_.below(items_ + 2)); };
    Part part{any(), any(), any(), 0};
    if (!worker.todo.empty() && random_.one_in(2)) {
      part = random_.pick(worker.todo);
      std::uint32_t* const fields[] = {&part.job, &part.first, &part.count};
      if (random_.one_in(2)) ++*random_.pick(fields);
    }
    if (!worker.todo.empty() && part.job == worker.todo.front().job && part.first == worker.todo.front().first &&
        part.count == worker.todo.front().count)
      return;
    expect(!ledger_->done(worker.id, part), "a result that nobody asked for is taken");
    expect(!ledger_->done(last_id_ + 1, part), "a result of a worker that does not exist is taken");
  }

  void die(std::size_t index) {
    Worker worker = std::move(workers_[index]);
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(index));
    if (random_.one_in(2)) report(worker, worker.executed); // what it has sent is read first
    std::optional<std::uint32_t> item = worker.mark;
    if (lies_left_ > 0) {
      --lies_left_;
      if (random_.one_in(3)) item.reset();
      else if (random_.one_in(2)) item = static_cast<std::uint32_t>(random_.below(items_ + 3));
      else if (random_.one_in(4)) item = 0xFFFFFFFF;
    }
    const auto at = std::find_if(worker.todo.begin(), worker.todo.end(), [&](const Part& part) { return item && part.has(*item); });
    const bool begun = at != worker.todo.end();
    const WorkLedger::Loss loss = ledger_->lost(worker.id, item, Outcome::crashed, "why");
    expect(loss.begun == begun, "begun is what it was at");
    expect(loss.verdict.has_value() == (begun && worker.on_trial), "the second time is the last");
    expect(loss.retry.has_value() == (begun && !worker.on_trial), "the first time is not the last");
    if (loss.retry) expect(*loss.retry == *item && suspects_.insert(*item).second, "a suspect twice");
    if (loss.verdict) {
      expect(loss.verdict->first == *item && loss.verdict->count == 1 && loss.verdict->outcome == Outcome::crashed && loss.verdict->reason == "why" &&
                 loss.verdict->payload.empty(),
             "the verdict is about the suspect");
      result_of({loss.verdict->job, loss.verdict->first, loss.verdict->count, 0});
      ++verdicts_;
    } else if (worker.on_trial) {
      tries_of_suspects_[worker.todo.front().first] = 0; // as far as anybody can know, it was not begun
    }
    expect(ledger_->is_idle(worker.id) && !ledger_->is_alone(worker.id), "who is lost has nothing");
    if (!worker.todo.empty()) expect(!ledger_->done(worker.id, worker.todo.front()), "a result of a lost worker is taken");
    const WorkLedger::Loss again = ledger_->lost(worker.id, item, Outcome::crashed, "again");
    expect(!again.begun && !again.retry && !again.verdict, "who is lost cannot be lost again");
  }

  Random random_;
  std::uint32_t items_ = 0;
  std::vector<Job> jobs_;
  std::vector<int> results_; // by item
  std::optional<WorkLedger> ledger_;
  std::size_t wanted_ = 0;
  std::vector<Worker> workers_;
  WorkerId last_id_ = 0;
  std::map<std::uint32_t, std::size_t> guilty_;
  std::set<std::uint32_t> suspects_;
  std::map<std::uint32_t, int> tries_of_suspects_;
  int lies_left_ = 0;
  std::size_t verdicts_ = 0;
};

std::vector<std::uint32_t> firsts(const std::vector<Part>& parts) {
  std::vector<std::uint32_t> items;
  for (const Part& part : parts) items.push_back(part.first);
  return items;
}

} // namespace

TEST_CASE("in any order of events each item ends exactly once and no suspect is tried twice", "[exec][ledger]") {
  std::size_t verdicts = 0;
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    INFO("seed " << seed);
    Simulation simulation(seed, seed % 2 == 0);
    REQUIRE_NOTHROW(simulation.run(200'000));
    REQUIRE(simulation.finished());
    REQUIRE(simulation.each_once());
    verdicts += simulation.verdicts();
  }
  CHECK(verdicts > 1000); // the simulation does what it is for
}

TEST_CASE("what is taken from a ledger at any time is what has no result", "[exec][ledger]") {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    INFO("seed " << seed);
    Simulation simulation(seed, seed % 2 == 0);
    REQUIRE_NOTHROW(simulation.run(seed % 400));
    REQUIRE_NOTHROW(simulation.stop());
    REQUIRE(simulation.each_once());
  }
}

TEST_CASE("a worker has more messages at hand as long as there are many, of a size that was asked for", "[exec][ledger]") {
  std::vector<Job> jobs;
  for (std::uint32_t i = 0; i < 1000; ++i) jobs.push_back({i, i, 1, 0, 0});
  const auto at_hand = [&](unsigned workers, unsigned per_message, std::size_t count) {
    const std::vector<Job> some(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(count));
    WorkLedger ledger(some, workers, per_message);
    std::size_t messages = 0;
    while (!ledger.assign(1, false).empty()) ++messages;
    return messages;
  };
  CHECK(at_hand(2, 1, 1000) == 8);
  CHECK(at_hand(2, 16, 1000) == 7);
  CHECK(at_hand(100, 1, 1000) == 2);
  CHECK(at_hand(2, 1, 8) == 2); // each shall have its part of long ones
  CHECK(at_hand(2, 0, 1000) == 2);
}

TEST_CASE("a worker has at most two messages at hand of the last ones", "[exec][ledger]") {
  const std::vector<Job> jobs{{0, 0, 1, 0, 0}, {1, 1, 1, 0, 0}, {2, 2, 1, 0, 0}, {3, 3, 1, 0, 0}};
  WorkLedger ledger(jobs, 1, 1);
  CHECK(firsts(ledger.assign(1, true)) == std::vector<std::uint32_t>{0});
  CHECK(firsts(ledger.assign(1, true)) == std::vector<std::uint32_t>{1});
  CHECK(ledger.assign(1, true).empty());
  REQUIRE(ledger.done(1, {0, 0, 1, 0}));
  CHECK(firsts(ledger.assign(1, false)) == std::vector<std::uint32_t>{2});
}

TEST_CASE("messages are as large as was asked for, or cheap enough to be given out late", "[exec][ledger]") {
  std::vector<Job> jobs;
  for (std::uint32_t i = 0; i < 1000; ++i) jobs.push_back({i, i, 1, 1'000'000, 0}); // a millisecond each
  WorkLedger asked(jobs, 2, 16);
  CHECK(asked.assign(1, true).size() == 16);
  WorkLedger chosen(jobs, 2, 0);
  CHECK(chosen.assign(1, true).size() == 5); // five milliseconds
  for (Job& job : jobs) job.cost = 60'000'000'000;
  WorkLedger costly(jobs, 2, 0);
  CHECK(costly.assign(1, true).size() == 1);
  for (Job& job : jobs) job.cost = 0;
  WorkLedger cheap(jobs, 2, 0);
  std::size_t smallest = 1000, given = 0;
  for (WorkerId worker = 1; given < jobs.size(); ++worker) {
    const std::size_t size = cheap.assign(worker, true).size();
    REQUIRE(size != 0);
    smallest = std::min(smallest, size);
    given += size;
  }
  CHECK(smallest == 1); // towards the end
}

TEST_CASE("an item in the middle of a job is tried alone, its neighbours are simply done again", "[exec][ledger]") {
  const std::vector<Job> jobs{{7, 10, 5, 500, 0}};
  WorkLedger ledger(jobs, 1, 0);
  REQUIRE(ledger.assign(1, true).size() == 1);
  const WorkLedger::Loss loss = ledger.lost(1, 12, Outcome::timed_out, "slow");
  CHECK(loss.begun);
  CHECK(loss.retry == 12);
  CHECK(ledger.waiting() == 2);
  CHECK(ledger.suspects() == 1);

  CHECK(firsts(ledger.assign(2, false)) == std::vector<std::uint32_t>{10}); // has worked: no suspect for it
  const std::vector<Part> alone = ledger.assign(3, true);
  REQUIRE(alone.size() == 1);
  CHECK(alone.front() == Part{7, 12, 1, 100});
  CHECK(ledger.assign(3, true).empty());
  const WorkLedger::Loss second = ledger.lost(3, 12, Outcome::crashed, "crashed");
  REQUIRE(second.verdict);
  CHECK(second.verdict->outcome == Outcome::crashed);
  CHECK(second.verdict->job == 7);

  CHECK(ledger.done(2, {7, 10, 2, 0}));
  const std::vector<Part> rest = ledger.assign(2, false);
  REQUIRE(rest.size() == 1);
  CHECK(rest.front().first == 13);
  CHECK(ledger.done(2, {7, 13, 2, 0}));
  CHECK(ledger.finished());
}

TEST_CASE("jobs that share an item are told apart when both are suspects", "[exec][ledger]") {
  const std::vector<Job> jobs{{0, 5, 1, 0, 0}, {1, 5, 1, 0, 0}};
  WorkLedger ledger(jobs, 2, 1);
  REQUIRE(ledger.assign(1, true).size() == 1);
  REQUIRE(ledger.assign(2, true).size() == 1);
  CHECK(ledger.lost(1, 5, Outcome::crashed, "first").retry == 5);
  CHECK(ledger.lost(2, 5, Outcome::crashed, "first").retry == 5);
  REQUIRE(ledger.assign(3, true).size() == 1);
  REQUIRE(ledger.assign(4, true).size() == 1);
  const auto third = ledger.lost(3, 5, Outcome::crashed, "second");
  REQUIRE(third.verdict);
  CHECK(third.verdict->job == 0);
  const auto fourth = ledger.lost(4, 5, Outcome::crashed, "second");
  REQUIRE(fourth.verdict);
  CHECK(fourth.verdict->job == 1);
  CHECK(ledger.finished());
}

TEST_CASE("a ledger without jobs is finished", "[exec][ledger]") {
  WorkLedger ledger({}, 0, 0);
  CHECK(ledger.finished());
  CHECK(ledger.assign(1, true).empty());
  CHECK(ledger.is_idle(1));
}
