#include "file_source.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

// Links are followed by hand, from the root's descriptor: realpath() knows no paths longer than
// PATH_MAX, and does not tell a target that is not there from one that may not be looked at. Only a
// way that leaves the root is left to it.

namespace sotval::core {

namespace {

constexpr int max_links = 40; // as the kernel has it

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::string text_of(const Descriptor& link) {
  char text[PATH_MAX];
  const ssize_t size = ::readlinkat(link.get(), "", text, sizeof text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

class LinkWalk {
public:
  LinkWalk(const RootDirectory& root, std::string_view link, const std::function<Presence(std::string_view)>& presence)
      : root_(root), presence_(presence), prefix_(root.canonical_path() == "/" ? "/" : root.canonical_path() + "/"), at_(parent_of(link)) {
    go_on(link.substr(at_.empty() ? 0 : at_.size() + 1));
  }

  LinkTarget run() {
    while (!ahead_.empty()) {
      const std::string name = std::move(ahead_.back());
      ahead_.pop_back();
      if (name.empty() || name == ".") continue;
      if (name != "..") {
        if (auto answer = step(name)) return *answer;
      } else if (!at_.empty()) {
        at_.resize(parent_of(at_).size());
      } else if (!leave(prefix_ + "..")) {
        return {};
      }
    }
    return {}; // a directory
  }

private:
  std::optional<LinkTarget> step(const std::string& name) {
    LinkTarget target;
    target.path = at_.empty() ? name : at_ + "/" + name;
    switch (presence_ ? presence_(target.path) : Presence::as_on_disk) {
    case Presence::nothing: return target;
    case Presence::file:
      if (ahead_.empty()) target.kind = LinkTarget::Kind::file;
      return target;
    case Presence::directory: at_ = std::move(target.path); return std::nullopt;
    case Presence::as_on_disk: break;
    }
    const Descriptor fd = root_.open(target.path, O_PATH | O_NOFOLLOW);
    if (!fd || ::fstat(fd.get(), &target.status) != 0) {
      const bool dangling = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
      target.error = dangling ? 0 : errno;
      target.kind = dangling ? LinkTarget::Kind::elsewhere : LinkTarget::Kind::unknown;
      return target;
    }
    if (S_ISLNK(target.status.st_mode)) return follow(text_of(fd));
    if (S_ISDIR(target.status.st_mode)) {
      at_ = std::move(target.path);
      return std::nullopt;
    }
    // "file/" and "file/.." lead nowhere.
    if (S_ISREG(target.status.st_mode) && ahead_.empty()) target.kind = LinkTarget::Kind::file;
    return target;
  }

  std::optional<LinkTarget> follow(const std::string& text) {
    if (++links_ > max_links || text.empty()) return LinkTarget();
    if (text.front() != '/') {
      go_on(text);
    } else if (text.starts_with(prefix_)) {
      at_.clear();
      go_on(std::string_view(text).substr(prefix_.size()));
    } else if (!leave(text)) {
      return LinkTarget();
    }
    return std::nullopt;
  }

  // Goes on outside the root, with `path` and all that is ahead. False if that does not lead back in.
  bool leave(std::string path) {
    for (; !ahead_.empty(); ahead_.pop_back()) path += "/" + ahead_.back();
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    if (!real || !std::string_view(real.get()).starts_with(prefix_)) return false;
    at_.clear();
    go_on(std::string_view(real.get()).substr(prefix_.size()));
    return true;
  }

  void go_on(std::string_view path) {
    for (;;) {
      const std::size_t slash = path.rfind('/');
      ahead_.emplace_back(path.substr(slash == std::string_view::npos ? 0 : slash + 1));
      if (slash == std::string_view::npos) return;
      path = path.substr(0, slash);
    }
  }

  const RootDirectory& root_;
  const std::function<Presence(std::string_view)>& presence_;
  const std::string prefix_;
  std::string at_;                 // the directory reached, free of links; empty: the root
  std::vector<std::string> ahead_; // components to go, the next one last
  int links_ = 0;
};

} // namespace

LinkTarget RootDirectory::resolve_link(std::string_view path, const std::function<Presence(std::string_view)>& presence) const {
  return LinkWalk(*this, path, presence).run();
}

} // namespace sotval::core
