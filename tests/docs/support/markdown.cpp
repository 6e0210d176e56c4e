#include "markdown.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace support {

namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == text.npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

// As GitHub makes them: lower case, punctuation gone, spaces become hyphens.
std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ')
      anchor += '-';
    else if (std::isalnum(byte) != 0 || c == '-' || c == '_' || byte >= 0x80)
      anchor += static_cast<char>(std::tolower(byte));
  }
  return anchor;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t indentation(std::string_view line) {
  const auto first = line.find_first_not_of(' ');
  return first == line.npos ? line.size() : first;
}

class Reader {
public:
  explicit Reader(std::string name) { document_.name = std::move(name); }

  Document read(std::string_view text) {
    for (const std::string& line : lines_of(text)) {
      ++number_;
      if (block_)
        in_block(line);
      else if (comment_)
        in_comment(line);
      else
        in_text(line);
      blank_before_ = trimmed(line).empty();
    }
    if (block_ || comment_) throw std::runtime_error(document_.name + ": a block or comment does not end");
    return std::move(document_);
  }

private:
  void in_block(const std::string& line) {
    if (trimmed(line) == "```") {
      document_.blocks.push_back(std::move(*block_));
      block_.reset();
      return;
    }
    block_->text += line.substr(std::min(fence_indentation_, indentation(line))) + "\n";
  }

  void in_comment(const std::string& line) {
    *comment_ += line + "\n";
    if (comment_->find("-->") == std::string::npos) return;
    const auto begin = comment_->find("<!--") + 4;
    marker_ = trimmed(std::string_view(*comment_).substr(begin, comment_->find("-->") - begin));
    comment_.reset();
  }

  void in_text(const std::string& line) {
    const std::string content = trimmed(line);
    if (content.starts_with("```")) {
      fence_indentation_ = indentation(line);
      block_ = Block{document_.name, number_, content.substr(3), std::move(marker_), ""};
      marker_.clear();
    } else if (content.starts_with("<!--")) {
      comment_ = "";
      in_comment(line);
    } else if (!content.empty()) {
      marker_.clear();
      if (line.starts_with('#')) document_.anchors.push_back(anchor_of(trimmed(line.substr(line.find_first_not_of('#')))));
      if (indentation(line) >= 4 && blank_before_) document_.indented.push_back(number_);
      find_links(line);
    }
  }

  void find_links(const std::string& line) {
    static const std::regex code("`[^`]*`");
    static const std::regex link(R"(\]\(([^)\s]+)\))");
    const std::string text = std::regex_replace(line, code, "");
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
      const std::string target = (*at)[1];
      if (target.find("://") == std::string::npos) document_.links.push_back({document_.name, number_, target});
    }
  }

  Document document_;
  std::optional<Block> block_;
  std::optional<std::string> comment_;
  std::string marker_;
  std::size_t fence_indentation_ = 0;
  unsigned number_ = 0;
  bool blank_before_ = true;
};

} // namespace

std::string Block::marked(std::string_view word) const {
  return marker.starts_with(word) ? trimmed(std::string_view(marker).substr(word.size())) : std::string();
}

Document read_markdown(std::string name, std::string_view text) { return Reader(std::move(name)).read(text); }

std::vector<Document> documentation() {
  const std::filesystem::path root = SOTVAL_SOURCE_DIR;
  std::vector<std::string> names{"README.md", "examples/README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") names.push_back("docs/" + entry.path().filename().string());
  std::sort(names.begin() + 2, names.end());
  std::vector<Document> documents;
  for (const std::string& name : names) {
    std::ifstream file(root / name, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + name);
    documents.push_back(read_markdown(name, std::string(std::istreambuf_iterator<char>(file), {})));
  }
  return documents;
}

} // namespace support
