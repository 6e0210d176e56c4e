#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "classifier.hpp"
#include "facts.hpp"
#include "gather.hpp"
#include "store/fact_image.hpp"
#include "store/questions.hpp"

namespace sotval::core {

/// Which facts of an image answer what a run asks. A file's are taken as they are if it is clearly the one that it
/// was and was asked all that is asked now; if only its content may be the same, that is looked at first.
class FactReuse {
public:
  /// `image`: nothing is known if nullptr. All else is borrowed.
  FactReuse(std::shared_ptr<const FactImage> image, const Plan& plan, const Snapshot& snapshot, const Classification& classes, const Limits& limits);

  /// What is left to be asked: class 0 for files whose facts are known. One for each node.
  std::span<const ClassId> asked() const noexcept { return asked_; }
  /// What files must contain for their facts to be known.
  ContentMemory memory() const;
  std::uint64_t files_known() const noexcept { return known_; }

  /// Threads: up to `threads`, the calling one included, as far as there is enough to do.
  void put_known(FactTable& facts, unsigned threads) const;
  /// The facts of a file that turned out to have the content it had. Requires: memory() expects it.
  FileFacts facts_as_stored(std::uint32_t node) const;

  /// An image of all that is known after the run: what was found out, and of what was not asked what is still true.
  /// `facts`: what the run knows. Of unreadable files nothing is kept.
  std::vector<std::byte> make_image(const ImageHead& head, const FactTable& facts, KeptOutcome outcome = {}) const;

private:
  // How the facts of a set answer the questions of a class.
  struct Answers {
    bool all = false;
    bool wants_tests = false;
    std::vector<std::optional<Question>> now; // by stored question: what it is called now
  };
  struct Stored {
    const StoredFile* file = nullptr;
    const Answers* answers = nullptr;
    enum class Use : std::uint8_t { none, unasked, known, if_same_content } use = Use::none;
  };

  void match(const std::vector<bool>& class_asks);
  const Answers& answers(ClassId asked, std::uint32_t set);
  FileFacts read(std::uint32_t node) const;

  std::shared_ptr<const FactImage> image_;
  const Snapshot& snapshot_;
  const Classification& classes_;
  std::vector<std::vector<std::pair<Digest, Question>>> questions_; // by class
  std::map<std::pair<ClassId, std::uint32_t>, Answers> answers_;    // by class and set
  std::vector<Stored> stored_;                                      // by node
  std::vector<ClassId> asked_;
  std::uint64_t known_ = 0;
};

} // namespace sotval::core
