#include "classifier.hpp"

#include <algorithm>

#include <re2/re2.h>

namespace sotval::core {

namespace {

using Bits = std::vector<std::uint64_t>;

bool test(const Bits& bits, std::uint32_t i) {
  return (bits[i / 64] >> (i % 64) & 1) != 0;
}
void set(Bits& bits, std::uint32_t i) {
  bits[i / 64] |= std::uint64_t{1} << (i % 64);
}

// Gives equal keys equal numbers, in order of appearance.
template <class Key> class Numbering {
public:
  std::uint32_t operator()(const Key& key) {
    const auto [found, fresh] = numbers_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
    if (fresh) keys_.push_back(key);
    return found->second;
  }
  const std::vector<Key>& keys() const { return keys_; }

private:
  std::map<Key, std::uint32_t> numbers_;
  std::vector<Key> keys_;
};

constexpr std::uint32_t any_depth = ~std::uint32_t{0}; // ** in a directory pattern

// One glob without alternatives, of one selector.
struct Alternative {
  std::uint32_t directory; // number of its directory pattern
  std::uint32_t name;      // number of its name pattern
  std::uint32_t regex = 0; // number + 1; 0: none
  EntryType type = EntryType::any;
  bool whole_tree = false; // takes in all that lies below the directories that match

  bool admits(NodeType node) const {
    return type == EntryType::any || (type == EntryType::file && node == NodeType::file) ||
           (type == EntryType::directory && node == NodeType::directory);
  }
};

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

} // namespace

struct Classifier::Tables {
  struct Compiled {
    std::vector<Alternative> globs, excludes;
  };
  std::vector<Compiled> selectors;
  std::vector<std::vector<std::uint32_t>> directories; // components: name numbers or any_depth
  std::vector<NamePattern> names;
  std::vector<std::unique_ptr<re2::RE2>> regexes;
  std::vector<Bits> regex_names; // by regex: the name patterns of the selectors that use it

  // Name patterns by their literal end: a name is compared with those only whose end it has.
  struct Ending {
    std::string suffix;
    std::vector<std::uint32_t> names;
  };
  std::vector<Ending> endings;
  std::unordered_multimap<std::string, std::uint32_t, StringHash, std::equal_to<>> literals;

  std::size_t name_words() const { return (names.size() + 63) / 64; }
};

namespace {

class Compiler {
public:
  explicit Compiler(std::span<const Selector> selectors, auto& tables) {
    for (const Selector& selector : selectors) {
      auto& compiled = tables.selectors.emplace_back();
      for (const Choice& choice : selector.choices)
        add(choice.glob, compiled.globs, choice.regex.empty() ? 0 : regexes_(choice.regex) + 1, choice.type);
      for (const std::string& glob : selector.excludes) add_exclude(glob, compiled.excludes);
    }
    tables.directories = directories_.keys();
    for (const std::string& name : names_.keys()) tables.names.emplace_back(name);
    for (const std::string& regex : regexes_.keys()) tables.regexes.push_back(std::make_unique<re2::RE2>(regex));
    tables.regex_names.assign(tables.regexes.size(), Bits(tables.name_words()));
    for (const auto& compiled : tables.selectors)
      for (const Alternative& glob : compiled.globs)
        if (glob.regex != 0) set(tables.regex_names[glob.regex - 1], glob.name);
    index_names(tables);
  }

private:
  void add(std::string_view glob, std::vector<Alternative>& out, std::uint32_t regex, EntryType type) {
    for (const std::string& text : expand_braces(glob)) {
      std::vector<std::string> components = split_components(text);
      if (components.back() == "**") components.emplace_back("*"); // x/** is what lies below x, at any depth
      out.push_back(alternative(components, regex, type));
    }
  }

  void add_exclude(std::string_view glob, std::vector<Alternative>& out) {
    for (const std::string& text : expand_braces(glob)) {
      std::vector<std::string> components = split_components(text);
      const bool tree = components.back() == "**";
      if (tree) components.emplace_back("*");
      out.push_back(alternative(components, 0, EntryType::any));
      out.back().whole_tree = tree;
      if (!tree) continue;
      do components.pop_back();
      while (!components.empty() && components.back() == "**");
      if (!components.empty()) out.push_back(alternative(components, 0, EntryType::directory));
    }
  }

  Alternative alternative(const std::vector<std::string>& components, std::uint32_t regex, EntryType type) {
    std::vector<std::uint32_t> directory;
    for (std::size_t i = 0; i + 1 < components.size(); ++i)
      directory.push_back(components[i] == "**" ? any_depth : names_(components[i]));
    return {directories_(directory), names_(components.back()), regex, type, false};
  }

  static void index_names(auto& tables) {
    for (std::uint32_t i = 0; i < tables.names.size(); ++i) {
      const NamePattern& name = tables.names[i];
      if (name.literal()) {
        tables.literals.emplace(*name.literal(), i);
        continue;
      }
      auto ending = std::find_if(tables.endings.begin(), tables.endings.end(),
                                 [&](const auto& e) { return e.suffix == name.suffix(); });
      if (ending == tables.endings.end()) ending = tables.endings.insert(ending, {name.suffix(), {}});
      ending->names.push_back(i);
    }
  }

  Numbering<std::vector<std::uint32_t>> directories_;
  Numbering<std::string> names_;
  Numbering<std::string> regexes_;
};

} // namespace

Classifier::Classifier(std::span<const Selector> selectors) : tables_(std::make_unique<Tables>()) {
  Compiler(selectors, *tables_);
}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;

/// One walk over a snapshot: holds what was found out about names and directories so far.
class TreeClassifier {
public:
  TreeClassifier(const Classifier& classifier, const Snapshot& snapshot) : tables_(*classifier.tables_), snapshot_(snapshot) {}

  Classification run() {
    result_.classes.emplace_back(); // class 0: nothing
    classes_.emplace(std::vector<SelectorId>(), 0);
    result_.node_class.assign(snapshot_.size(), 0);
    result_.incomplete.assign(tables_.selectors.size(), false);
    if (snapshot_.size() > 0) classify_nodes();
    list_selected(result_, tables_.selectors.size());
    return std::move(result_);
  }

private:
  void classify_nodes() {
    std::vector<std::uint32_t> state_of(snapshot_.size()); // of directories
    state_of[0] = root_state();
    if (snapshot_[0].unlistable) mark_incomplete(state_of[0]);
    for (std::uint32_t i = 1; i < snapshot_.size(); ++i) {
      const TreeNode& node = snapshot_[i];
      const std::uint32_t above = state_of[node.parent];
      const std::uint32_t name = name_class(snapshot_.name(node));
      if (!node.hidden) result_.node_class[i] = class_of(above, name, node.type);
      if (node.type == NodeType::directory) {
        state_of[i] = enter(above, name);
        if (node.unlistable) mark_incomplete(state_of[i]);
      }
    }
  }

  // A directory is known by where it is in every directory pattern: a sorted list of (pattern, position).
  using State = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  struct NameClass {
    Bits patterns;
    Bits regexes;
    friend auto operator<=>(const NameClass&, const NameClass&) = default;
  };

  std::uint32_t root_state() {
    State state;
    for (std::uint32_t p = 0; p < tables_.directories.size(); ++p) add_position(state, p, 0);
    return number(std::move(state));
  }

  // ** may stand for nothing, so being at it is being behind it as well.
  void add_position(State& state, std::uint32_t pattern, std::uint32_t position) const {
    const auto& components = tables_.directories[pattern];
    state.emplace_back(pattern, position);
    while (position < components.size() && components[position] == any_depth) state.emplace_back(pattern, ++position);
  }

  std::uint32_t number(State state) {
    std::sort(state.begin(), state.end());
    state.erase(std::unique(state.begin(), state.end()), state.end());
    const auto [found, fresh] = states_.try_emplace(state, static_cast<std::uint32_t>(state_list_.size()));
    if (fresh) {
      state_list_.push_back(std::move(state));
      Bits accepted((tables_.directories.size() + 63) / 64);
      for (const auto& [pattern, position] : state_list_.back())
        if (position == tables_.directories[pattern].size()) set(accepted, pattern);
      accepted_.push_back(std::move(accepted));
    }
    return found->second;
  }

  std::uint32_t enter(std::uint32_t state, std::uint32_t name) {
    const auto [found, fresh] = steps_.try_emplace(key(state, name), 0);
    if (fresh) {
      State next;
      const Bits& matching = name_list_[name].patterns;
      for (const auto& [pattern, position] : state_list_[state]) {
        const auto& components = tables_.directories[pattern];
        if (position == components.size()) continue;
        if (components[position] == any_depth)
          add_position(next, pattern, position);
        else if (test(matching, components[position]))
          add_position(next, pattern, position + 1);
      }
      found->second = number(std::move(next));
    }
    return found->second;
  }

  std::uint32_t name_class(std::string_view name) {
    if (const auto found = names_.find(name); found != names_.end()) return found->second;
    NameClass answer{Bits(tables_.name_words()), Bits((tables_.regexes.size() + 63) / 64)};
    const auto [low, high] = tables_.literals.equal_range(name);
    for (auto literal = low; literal != high; ++literal) set(answer.patterns, literal->second);
    for (const auto& ending : tables_.endings) {
      if (!name.ends_with(ending.suffix)) continue;
      for (const std::uint32_t pattern : ending.names)
        if (tables_.names[pattern].matches(name)) set(answer.patterns, pattern);
    }
    for (std::uint32_t r = 0; r < tables_.regexes.size(); ++r) {
      const Bits& wanted = tables_.regex_names[r];
      bool relevant = false;
      for (std::size_t word = 0; word < wanted.size(); ++word) relevant |= (wanted[word] & answer.patterns[word]) != 0;
      if (relevant && re2::RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), *tables_.regexes[r])) set(answer.regexes, r);
    }
    const auto [known, fresh] = name_classes_.try_emplace(answer, static_cast<std::uint32_t>(name_list_.size()));
    if (fresh) name_list_.push_back(std::move(answer));
    names_.emplace(name, known->second);
    return known->second;
  }

  ClassId class_of(std::uint32_t state, std::uint32_t name, NodeType type) {
    const auto [found, fresh] = pairs_[static_cast<std::size_t>(type)].try_emplace(key(state, name), 0);
    if (!fresh) return found->second;
    const Bits& accepted = accepted_[state];
    const NameClass& answer = name_list_[name];
    const auto matches = [&](const Alternative& glob) {
      return test(accepted, glob.directory) && test(answer.patterns, glob.name) && glob.admits(type) &&
             (glob.regex == 0 || test(answer.regexes, glob.regex - 1));
    };
    std::vector<SelectorId> selectors;
    for (SelectorId id = 0; id < tables_.selectors.size(); ++id) {
      const auto& selector = tables_.selectors[id];
      if (std::none_of(selector.globs.begin(), selector.globs.end(), matches)) continue;
      if (std::any_of(selector.excludes.begin(), selector.excludes.end(), matches)) continue;
      selectors.push_back(id);
    }
    const auto [known, fresh_class] = classes_.try_emplace(selectors, static_cast<ClassId>(result_.classes.size()));
    if (fresh_class) result_.classes.push_back(std::move(selectors));
    return found->second = known->second;
  }

  // Something below a directory in this state could match every selector that is still on its way,
  // unless the selector excludes all that is there.
  void mark_incomplete(std::uint32_t state) {
    Bits open((tables_.directories.size() + 63) / 64);
    for (const auto& position : state_list_[state]) set(open, position.first);
    const Bits& accepted = accepted_[state];
    for (SelectorId id = 0; id < tables_.selectors.size(); ++id) {
      const auto& [globs, excludes] = tables_.selectors[id];
      if (std::none_of(globs.begin(), globs.end(), [&](const Alternative& glob) { return test(open, glob.directory); })) continue;
      if (std::any_of(excludes.begin(), excludes.end(),
                      [&](const Alternative& glob) { return glob.whole_tree && test(accepted, glob.directory); }))
        continue;
      result_.incomplete[id] = true;
    }
  }

  static std::uint64_t key(std::uint32_t high, std::uint32_t low) { return std::uint64_t{high} << 32 | low; }

  const Classifier::Tables& tables_;
  const Snapshot& snapshot_;
  Classification result_;

  std::map<State, std::uint32_t> states_;
  std::vector<State> state_list_;
  std::vector<Bits> accepted_; // by state: the directory patterns that match such a directory
  std::unordered_map<std::uint64_t, std::uint32_t> steps_;

  std::unordered_map<std::string_view, std::uint32_t> names_; // views into the snapshot
  std::map<NameClass, std::uint32_t> name_classes_;
  std::vector<NameClass> name_list_;

  std::unordered_map<std::uint64_t, ClassId> pairs_[3]; // by type
  std::map<std::vector<SelectorId>, ClassId> classes_;
};

Classification classify(const Classifier& classifier, const Snapshot& snapshot) {
  return TreeClassifier(classifier, snapshot).run();
}

void list_selected(Classification& classes, std::size_t selectors) {
  std::vector<std::size_t> members(classes.classes.size()), sizes(selectors);
  for (const ClassId id : classes.node_class) ++members[id];
  for (ClassId id = 0; id < members.size(); ++id)
    for (const SelectorId selector : classes.classes[id]) sizes[selector] += members[id];
  classes.selected.resize(selectors);
  for (SelectorId selector = 0; selector < selectors; ++selector) classes.selected[selector].reserve(sizes[selector]);
  for (std::uint32_t node = 0; node < classes.node_class.size(); ++node)
    for (const SelectorId selector : classes.classes[classes.node_class[node]]) classes.selected[selector].push_back(node);
}

} // namespace sotval::core
