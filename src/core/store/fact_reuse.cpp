#include "store/fact_reuse.hpp"

#include <algorithm>
#include <unordered_map>

#include "bytes.hpp"
#include "in_chunks.hpp"
#include "prefault.hpp"

namespace sotval::core {

namespace {

// Gives the leaves and tests of facts other numbers; `number` returns none for those that are to go.
template <class Number> void renumber(FileFacts& facts, const Number& number) {
  const auto apply = [&](auto& list, bool is_test, auto id) {
    auto kept = list.begin();
    for (auto entry = list.begin(); entry != list.end(); ++entry) {
      const std::optional<std::uint32_t> changed = number(is_test, (*entry).*id);
      if (!changed) continue;
      (*entry).*id = *changed;
      if (kept != entry) *kept = std::move(*entry);
      ++kept;
    }
    list.erase(kept, list.end());
    std::stable_sort(list.begin(), list.end(), [id](const auto& a, const auto& b) { return a.*id < b.*id; });
  };
  apply(facts.places, false, &TextPlace::leaf);
  apply(facts.unlisted, false, &UnlistedPlaces::leaf);
  apply(facts.failures, true, &FailedTest::test);
}

} // namespace

FactReuse::FactReuse(std::shared_ptr<const FactImage> image, const Plan& plan, const Snapshot& snapshot, const Classification& classes,
                     const Limits& limits)
    : image_(std::move(image)), snapshot_(snapshot), classes_(classes), asked_(classes.node_class) {
  std::vector<bool> class_asks;
  for (const auto& selectors : classes.classes) {
    questions_.push_back(questions_in(plan.needs_of(selectors), plan));
    class_asks.push_back(!questions_.back().empty());
  }
  reserve_at_once(stored_, snapshot.size());
  stored_.resize(snapshot.size());
  if (image_ && image_->head().basis != basis_of_facts(limits)) image_.reset();
  if (image_) match(class_asks);
}

// Both trees are in the same order, and where no directory has changed they are the same but for times and sizes.
void FactReuse::match(const std::vector<bool>& class_asks) {
  const Snapshot& old = image_->tree();
  const bool same_paths = snapshot_.has_names_of(old);
  auto file = image_->files().begin();
  std::uint32_t then = 0;
  for (std::uint32_t now = 0; now < snapshot_.size() && file != image_->files().end(); ++now) {
    if (snapshot_[now].type != NodeType::file) continue;
    if (same_paths) {
      then = now;
    } else {
      const std::string_view path = snapshot_.path(now);
      while (then < old.size() && path_less(old.path(then), path)) ++then;
      if (then == old.size()) return;
      if (old.path(then) != path) continue;
    }
    while (file != image_->files().end() && file->node < then) ++file;
    if (file == image_->files().end() || file->node != then) continue;
    Stored& stored = stored_[now];
    stored.file = &*file;
    const bool same = is_same_file(snapshot_[now], old[then]) && !image_->racy(old[then]);
    const ClassId asked = classes_.node_class[now];
    if (!class_asks[asked]) {
      if (same) stored.use = Stored::Use::unasked;
    } else if (stored.answers = &answers(asked, file->set); stored.answers->all) {
      if (same) {
        stored.use = Stored::Use::known;
        asked_[now] = 0;
        ++known_;
      } else if (snapshot_[now].size == old[then].size) {
        stored.use = Stored::Use::if_same_content;
      }
    }
  }
}

const FactReuse::Answers& FactReuse::answers(ClassId asked, std::uint32_t set) {
  const auto [entry, fresh] = answers_.try_emplace({asked, set});
  Answers& answers = entry->second;
  if (!fresh) return answers;
  std::map<Digest, std::uint32_t> stored;
  for (const std::uint32_t question : image_->set(set)) stored.emplace(image_->questions()[question], question);
  answers.all = true;
  answers.now.resize(image_->questions().size());
  for (const auto& [digest, question] : questions_[asked]) {
    const auto found = stored.find(digest);
    answers.wants_tests |= question.is_test;
    if (found == stored.end())
      answers.all = false;
    else
      answers.now[found->second] = question;
  }
  return answers;
}

FileFacts FactReuse::read(std::uint32_t node) const {
  const StoredFile& file = *stored_[node].file;
  const Answers& answers = *stored_[node].answers;
  ByteReader in(image_->facts(file));
  FileFacts facts = get_facts(in);
  facts.node = node;
  renumber(facts, [&](bool is_test, std::uint32_t question) -> std::optional<std::uint32_t> {
    const auto& now = answers.now.at(question);
    if (!now || now->is_test != is_test) return std::nullopt;
    return now->id;
  });
  if (!answers.wants_tests) {
    facts.document = DocumentStatus::not_wanted;
    facts.problem = {};
  }
  return facts;
}

ContentMemory FactReuse::memory() const {
  ContentMemory memory;
  memory.digests = true;
  for (std::uint32_t node = 0; node < stored_.size(); ++node)
    if (stored_[node].use == Stored::Use::if_same_content) memory.expected.emplace_back(node, stored_[node].file->content);
  return memory;
}

void FactReuse::put_known(FactTable& facts, unsigned threads) const {
  constexpr std::size_t chunk = 512;
  std::vector<std::uint32_t> nodes;
  nodes.reserve(known_);
  for (std::uint32_t node = 0; node < stored_.size(); ++node)
    if (stored_[node].use == Stored::Use::known) nodes.push_back(node);
  const std::span<FileFacts> known = facts.extend(nodes);
  in_chunks(nodes.size(), chunk, threads, [&](std::size_t first, std::size_t last, bool) {
    for (std::size_t i = first; i < last; ++i) known[i] = read(nodes[i]);
  });
}

FileFacts FactReuse::facts_as_stored(std::uint32_t node) const {
  FileFacts facts = read(node);
  facts.content = stored_[node].file->content;
  facts.as_stored = true;
  return facts;
}

std::vector<std::byte> FactReuse::make_image(const ImageHead& head, const FactTable& facts, KeptOutcome outcome) const {
  std::optional<const Snapshot> on_disk; // what an overlay put there is not to be kept
  if (snapshot_.has_contents()) on_disk.emplace(snapshot_.without_contents());
  ImageBuilder builder(head, on_disk ? *on_disk : snapshot_);
  builder.keep(std::move(outcome));
  // Questions keep their numbers, so that stored facts can be copied as they are.
  std::vector<std::uint32_t> sets(image_ ? image_->sets() : 0, 0);
  if (image_) {
    for (const Digest& digest : image_->questions()) builder.question(digest);
    for (std::uint32_t id = 0; id < sets.size(); ++id) sets[id] = builder.set({image_->set(id).begin(), image_->set(id).end()});
  }
  struct Asked {
    std::uint32_t set = 0;
    std::unordered_map<std::uint32_t, std::uint32_t> leaves, tests; // numbers of their questions
  };
  std::vector<std::optional<Asked>> asked(questions_.size());
  const auto asked_of = [&](ClassId id) -> const Asked& {
    if (asked[id]) return *asked[id];
    Asked& fresh = asked[id].emplace();
    std::vector<std::uint32_t> numbers;
    for (const auto& [digest, question] : questions_[id]) {
      numbers.push_back(builder.question(digest));
      (question.is_test ? fresh.tests : fresh.leaves).emplace(question.id, numbers.back());
    }
    fresh.set = builder.set(std::move(numbers));
    return fresh;
  };
  for (std::uint32_t node = 0; node < snapshot_.size(); ++node) {
    const FileFacts* found = facts.find(node);
    const Stored& stored = stored_[node];
    const bool copy = stored.use == Stored::Use::known || stored.use == Stored::Use::unasked || (found != nullptr && found->as_stored);
    if (copy) {
      builder.add(node, sets[stored.file->set], stored.file->content, image_->facts(*stored.file));
    } else if (found != nullptr && found->readable && found->content) {
      const Asked& now = asked_of(classes_.node_class[node]);
      FileFacts numbered = *found;
      numbered.content.reset();
      renumber(numbered, [&](bool is_test, std::uint32_t id) { return std::optional((is_test ? now.tests : now.leaves).at(id)); });
      ByteWriter out;
      put_facts(out, numbered);
      builder.add(node, now.set, *found->content, out.bytes());
    }
  }
  return builder.finish();
}

} // namespace sotval::core
