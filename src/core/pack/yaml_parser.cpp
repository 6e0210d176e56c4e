#include "pack/yaml_parser.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "pack/spelling.hpp"
#include "utf8.hpp"

// The one place that knows yaml-cpp. Its events are taken instead of its node tree, because there the
// limits can be watched while it reads: what is too deep or too much is never built. Aliases cost
// nothing here (nodes are shared), but they are counted as what they stand for, since everything that
// reads the tree later follows them.

namespace sotval::core {

namespace {

// Thrown out of the event handler when there is no point in going on; the reason has been reported.
struct Stop {};

class ViewBuffer final : public std::streambuf {
public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data()); // streambuf wants it so; reading changes nothing
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder final : public YAML::EventHandler {
public:
  TreeBuilder(unsigned file, Diagnostics& diagnostics, PackBudget& budget)
      : file_(file), diagnostics_(diagnostics), source_(diagnostics.file(file)), budget_(budget) {}

  NodePtr take_root() { return std::move(root_); }
  void report(const YAML::Exception& error);

  Place place_of(const YAML::Mark& mark);

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) stop(place_of(mark), "a second document in one file", "a pack file is one document, without '---' in between");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, anchor);
  }
  void OnMapEnd() override {
    merge();
    close();
  }

private:
  // A list or map that is not complete yet.
  struct Frame {
    std::shared_ptr<Node> node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    PackBudget budget_before;
    std::size_t height = 1; // levels within, this one included
    // Of a map: the key whose value comes next.
    NodePtr key{};
    std::vector<NodePtr> merged{}; // values of `<<`
    std::unordered_map<std::string, std::size_t> index{}; // by key; only of large maps
  };
  struct Anchored {
    NodePtr node;
    std::size_t values = 1;
    std::size_t bytes = 0;
    std::size_t height = 0;
  };

  [[noreturn]] void stop(const Place& place, std::string message, std::string suggestion = {}) {
    diagnostics_.error(place, std::move(message), std::move(suggestion));
    throw Stop{};
  }
  void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void close();
  void merge();
  void add(NodePtr node, std::size_t height);
  void add_value(Frame& frame, NodePtr value);
  const Node::Entry* find(Frame& frame, const std::string& key);
  static void insert(Frame& frame, std::string key, const Place& place, NodePtr value);
  void check_quotes(const YAML::Mark& mark, const Place& place);

  unsigned file_;
  Diagnostics& diagnostics_;
  const SourceFile& source_;
  PackBudget& budget_;
  NodePtr root_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;

  // yaml-cpp counts columns in bytes. Marks come in ascending order nearly always, so that counting on
  // from the last one keeps long lines linear.
  std::size_t last_line_ = 0;
  std::size_t last_bytes_ = 0;
  std::size_t last_column_ = 1;
};

Place TreeBuilder::place_of(const YAML::Mark& mark) {
  if (mark.line < 0) return {file_, 0, 0};
  const std::size_t line = static_cast<std::size_t>(mark.line) + 1;
  const std::string_view text = source_.line(line);
  const std::size_t bytes = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), text.size());
  if (line != last_line_ || bytes < last_bytes_) {
    last_line_ = line;
    last_bytes_ = 0;
    last_column_ = 1;
  }
  last_column_ += count_code_points(text.substr(last_bytes_, bytes - last_bytes_));
  last_bytes_ = bytes;
  return {file_, static_cast<unsigned>(line), static_cast<unsigned>(last_column_)};
}

void TreeBuilder::report(const YAML::Exception& error) {
  // Of a bracket that is never closed yaml-cpp tells where it gave up, which may be the end of the file.
  const bool unclosed = error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW || error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (unclosed && !frames_.empty()) {
    const Node& open = *frames_.back().node;
    diagnostics_.error(open.place, open.is(Node::Kind::list) ? "invalid YAML: '[' without ']'" : "invalid YAML: '{' without '}'");
  } else {
    // From yaml-cpp 0.8 on the name of the anchor follows; it stands at the place that is shown.
    const std::string_view unknown_anchor = "the referenced anchor is not defined";
    const bool anchor = std::string_view(error.msg).starts_with(unknown_anchor);
    diagnostics_.error(place_of(error.mark), "invalid YAML: " + (anchor ? std::string(unknown_anchor) : error.msg));
  }
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Place place = place_of(mark);
  // The mark of an absent value is that of whatever follows it: its key is what the user looks for.
  if (!frames_.empty() && frames_.back().key && frames_.back().key->place.line != place.line)
    place = frames_.back().key->place;
  auto node = std::make_shared<Node>();
  node->place = place;
  if (!budget_.take(1, 0)) stop(place, PackBudget::exceeded);
  if (anchor != YAML::NullAnchor) anchors_[anchor] = {node};
  add(std::move(node), 0);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Place place = place_of(mark);
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) stop(place, "an alias to the value that it is part of");
  const Anchored& target = found->second;
  if (!budget_.take(target.values, target.bytes)) stop(place, std::string(PackBudget::exceeded) + ", its aliases written out");
  if (frames_.size() + target.height > max_yaml_depth) stop(place, "nested more than 64 levels deep, its aliases written out");
  add(target.node, target.height);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& text) {
  const Place place = place_of(mark);
  if (!budget_.take(1, text.size())) stop(place, PackBudget::exceeded);
  auto node = std::make_shared<Node>();
  node->place = place;
  node->text = text;
  node->quoted = tag != "?";
  node->kind = node->quoted ? Node::Kind::text : kind_of_plain(text);
  if (tag == "!")
    check_quotes(mark, place);
  else if (node->quoted && tag != "tag:yaml.org,2002:str")
    diagnostics_.error(place, "unknown tag " + in_quotes(tag), "packs have no tags; text is put in quotes");
  if (anchor != YAML::NullAnchor) anchors_[anchor] = {node, 1, text.size(), 0};
  add(std::move(node), 0);
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Place place = place_of(mark);
  const PackBudget before = budget_;
  if (!budget_.take(1, 0)) stop(place, PackBudget::exceeded);
  if (frames_.size() == max_yaml_depth) stop(place, "nested more than 64 levels deep");
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->place = place;
  frames_.push_back({std::move(node), anchor, before});
}

void TreeBuilder::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.anchor != YAML::NullAnchor)
    anchors_[frame.anchor] = {frame.node, frame.budget_before.values - budget_.values,
                              frame.budget_before.bytes - budget_.bytes, frame.height};
  add(std::move(frame.node), frame.height);
}

void TreeBuilder::add(NodePtr node, std::size_t height) {
  if (frames_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = frames_.back();
  frame.height = std::max(frame.height, height + 1);
  if (frame.node->is(Node::Kind::list))
    frame.node->items.push_back(std::move(node));
  else if (!frame.key)
    frame.key = std::move(node);
  else
    add_value(frame, std::move(node));
}

void TreeBuilder::add_value(Frame& frame, NodePtr value) {
  const NodePtr key = std::exchange(frame.key, nullptr);
  if (!key->is_text_like()) {
    diagnostics_.error(key->place, "a key cannot be " + describe(*key), "expected text");
  } else if (key->text == "<<" && !key->quoted) {
    frame.merged.push_back(std::move(value));
  } else if (const Node::Entry* first = find(frame, key->text)) {
    diagnostics_.error(key->place, "duplicate key " + in_quotes(key->text),
                       "it is in line " + std::to_string(first->place.line) + " already");
  } else {
    insert(frame, key->text, key->place, std::move(value));
  }
}

const Node::Entry* TreeBuilder::find(Frame& frame, const std::string& key) {
  std::vector<Node::Entry>& entries = frame.node->entries;
  if (entries.size() < 16) return frame.node->find_entry(key);
  if (frame.index.empty())
    for (std::size_t i = 0; i < entries.size(); ++i) frame.index.emplace(entries[i].key, i);
  const auto found = frame.index.find(key);
  return found != frame.index.end() ? &entries[found->second] : nullptr;
}

void TreeBuilder::insert(Frame& frame, std::string key, const Place& place, NodePtr value) {
  std::vector<Node::Entry>& entries = frame.node->entries;
  if (!frame.index.empty()) frame.index.emplace(key, entries.size());
  entries.push_back({std::move(key), place, std::move(value)});
}

// As in YAML 1.1: keys that are written out win, then earlier mappings over later ones.
void TreeBuilder::merge() {
  Frame& frame = frames_.back();
  std::vector<NodePtr> sources;
  for (const NodePtr& value : frame.merged) {
    if (value->is(Node::Kind::list))
      sources.insert(sources.end(), value->items.begin(), value->items.end());
    else
      sources.push_back(value);
  }
  for (const NodePtr& source : sources) {
    if (!source->is(Node::Kind::map))
      diagnostics_.error(source->place, "'<<' cannot take " + describe(*source), "expected a mapping or a list of mappings");
    for (const Node::Entry& entry : source->entries)
      if (find(frame, entry.key) == nullptr) insert(frame, entry.key, entry.place, entry.value);
  }
}

// yaml-cpp takes a quoted scalar whose quote is missing for one that ends with the file, and so would
// swallow the rest of a pack without a word.
void TreeBuilder::check_quotes(const YAML::Mark& mark, const Place& place) {
  const std::string& text = source_.text();
  std::size_t i = source_.line_start(place.line) + static_cast<std::size_t>(mark.column);
  while (i < text.size() && (text[i] == '&' || text[i] == '!')) { // its anchor and tag
    i = text.find_first_of(" \t\r\n", i);
    i = text.find_first_not_of(" \t\r\n", i);
  }
  if (i >= text.size() || (text[i] != '\'' && text[i] != '"')) return;
  const char quote = text[i];
  while (++i < text.size()) {
    if (quote == '"' && text[i] == '\\')
      ++i;
    else if (text[i] == quote && (quote == '"' || i + 1 == text.size() || text[i + 1] != quote))
      return;
    else if (text[i] == quote)
      ++i; // '' stands for one quote
  }
  stop(place, "a quote that is never closed");
}

// yaml-cpp replaces what it cannot decode; a pack that says something else than it seems to is refused.
bool check_characters(unsigned file, Diagnostics& diagnostics) {
  const std::string_view text = diagnostics.file(file).text();
  const auto refuse = [&](std::size_t offset, std::string message) {
    Place place = diagnostics.file(file).place_of(offset);
    place.file = file;
    diagnostics.error(place, std::move(message), "a pack is UTF-8 text");
    return false;
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x7F) { // nearly all there is
      ++i;
      continue;
    }
    char32_t code_point = 0;
    const std::size_t length = decode_code_point(text.substr(i), code_point);
    if (code_point > 0x10FFFF) return refuse(i, "invalid UTF-8, byte " + in_quotes(text.substr(i, 1)));
    const bool space = code_point == '\t' || code_point == '\n' || code_point == '\r';
    if (!space && (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)))
      return refuse(i, "control character " + in_quotes(text.substr(i, length)));
    i += length;
  }
  return true;
}

} // namespace

NodePtr parse_yaml(unsigned file, Diagnostics& diagnostics, PackBudget& budget) {
  if (!check_characters(file, diagnostics)) return nullptr;
  TreeBuilder builder(file, diagnostics, budget);
  try {
    ViewBuffer buffer(diagnostics.file(file).text());
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {}
  } catch (const Stop&) {
    return nullptr;
  } catch (const YAML::Exception& error) {
    builder.report(error);
    return nullptr;
  }
  NodePtr root = builder.take_root();
  if (!root || root->is(Node::Kind::null)) {
    diagnostics.error({file, 0, 0}, "the file is empty");
    return nullptr;
  }
  return root;
}

} // namespace sotval::core
