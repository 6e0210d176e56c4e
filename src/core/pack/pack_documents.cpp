#include "pack/pack_documents.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "pack/reader.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_include_depth = 32;

class DocumentReader {
public:
  DocumentReader(Diagnostics& diagnostics, PackBudget& budget) : diagnostics_(diagnostics), budget_(budget) {}

  PackDocuments read(const fs::path& file) {
    std::error_code error;
    // Of a link the target's directory counts: there the other files are.
    fs::path directory = file.parent_path();
    if (fs::is_symlink(file, error)) directory = fs::canonical(file, error).parent_path();
    if (directory.empty()) directory = ".";
    root_ = fs::canonical(directory, error);
    documents_.main = read_file(file, directory, nullptr);
    return std::move(documents_);
  }

private:
  // A file that is being read, with those that it includes.
  struct Open {
    fs::path canonical;
    std::string name; // as messages show it
  };

  // `include`: the node that names it; nullptr for the pack's first file.
  NodePtr read_file(const fs::path& file, const fs::path& directory, const Node* include) {
    const unsigned index = add_file(file, include);
    const NodePtr document = index != none ? parse_yaml(index, diagnostics_, budget_) : nullptr;
    if (!document || !document->is(Node::Kind::map)) {
      if (document)
        diagnostics_.error(document->place, "a pack cannot be " + describe(*document), "expected a mapping, as in 'sotval: 1'");
      documents_.complete = false;
      return nullptr;
    }
    std::error_code error;
    open_.push_back({fs::canonical(file, error), diagnostics_.file(index).path()});
    read_includes(*document, directory);
    open_.pop_back();
    documents_.in_order.push_back(document);
    return document;
  }

  unsigned add_file(const fs::path& file, const Node* include) {
    std::variant<std::string, ReadFailure> content = read_pack_file(file);
    if (std::string* text = std::get_if<std::string>(&content))
      return diagnostics_.add_file(SourceFile(file.string(), std::move(*text)));
    const std::string& reason = std::get<ReadFailure>(content).reason;
    if (include != nullptr)
      diagnostics_.error(include->place, "cannot read " + in_quotes(include->text) + ": " + reason, similar_file(file));
    else
      diagnostics_.error({diagnostics_.add_file(SourceFile(file.string(), {})), 0, 0}, "cannot read the pack: " + reason);
    return none;
  }

  static std::string similar_file(const fs::path& file) {
    constexpr std::size_t max_files = 1000;
    std::error_code error;
    std::vector<std::string> files;
    for (fs::directory_iterator i(file.parent_path(), error); !error && i != fs::directory_iterator(); i.increment(error)) {
      files.push_back(i->path().filename().string());
      if (files.size() == max_files) break;
    }
    std::sort(files.begin(), files.end());
    const std::vector<std::string_view> names(files.begin(), files.end());
    const std::string name = file.filename().string();
    const std::string_view similar = nearest(name, names);
    return similar.empty() || similar == name ? std::string() : "did you mean " + in_quotes(similar) + "?";
  }

  void read_includes(const Node& document, const fs::path& directory) {
    const Node* list = document.find("include");
    if (list == nullptr) return;
    const Reader reader(diagnostics_, "the pack");
    for (const Node* item : items_of(*list)) {
      const std::optional<std::string> name = reader.non_empty_text(*item, "include");
      if (!name || !accept(*item, directory)) {
        documents_.complete = false;
        continue;
      }
      const fs::path file = (directory / *name).lexically_normal();
      read_file(file, file.parent_path(), item);
    }
  }

  bool refuse(const Node& include, const std::string& message, std::string suggestion) {
    diagnostics_.error(include.place, message, std::move(suggestion));
    return false;
  }

  bool accept(const Node& include, const fs::path& directory) {
    const fs::path name = include.text;
    if (name.is_absolute() || std::find(name.begin(), name.end(), "..") != name.end())
      return refuse(include, "include " + in_quotes(include.text) + " is not a path below this file",
                    "expected a relative path without '..'");
    std::error_code error;
    const fs::path canonical = fs::canonical(directory / name, error);
    if (error) return true; // reading it will say why
    if (std::mismatch(root_.begin(), root_.end(), canonical.begin(), canonical.end()).first != root_.end())
      return refuse(include, "include " + in_quotes(include.text) + " is a link that leads out of the pack's directory", "");

    const auto same = std::find_if(open_.begin(), open_.end(), [&](const Open& open) { return open.canonical == canonical; });
    if (same != open_.end()) {
      std::string circle;
      for (auto i = same; i != open_.end(); ++i) circle += i->name + " -> ";
      return refuse(include, "include cycle: " + circle + same->name, "");
    }
    const auto [first, is_new] = included_.emplace(canonical, include.place);
    if (!is_new) {
      const Place& place = first->second;
      return refuse(include, in_quotes(include.text) + " is included twice",
                    "first at " + diagnostics_.file(place.file).path() + ':' + std::to_string(place.line));
    }
    if (open_.size() == max_include_depth) return refuse(include, "more than 32 files that include each other", "");
    return !budget_.used_up();
  }

  static constexpr unsigned none = ~0U;

  Diagnostics& diagnostics_;
  PackBudget& budget_;
  fs::path root_; // canonical
  PackDocuments documents_;
  std::vector<Open> open_;
  std::map<fs::path, Place> included_;
};

} // namespace

PackDocuments read_documents(const fs::path& file, Diagnostics& diagnostics, PackBudget& budget) {
  return DocumentReader(diagnostics, budget).read(file);
}

} // namespace sotval::core
