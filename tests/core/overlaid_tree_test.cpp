#include "overlaid_tree.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include <sotval/validator.hpp>

#include "support/catch.hpp"
#include "support/custom_rules.hpp"
#include "support/edited_tree.hpp"
#include "support/reproducible.hpp"
#include "support/small_run.hpp"

// A run with an overlay says what a run would say if the overlay had been written to the disk.

using namespace sotval;
using namespace support;
namespace fs = std::filesystem;

namespace {

const std::string secret_rule = rule_text("{kind: content, files: ['**/*'], match: {word: secret}, require: none}", "S");
const std::string owner_rule = rule_text("{kind: yaml_field, files: ['**/*.yaml', '**/*.json'], fields: [{path: owner, non_empty: true}]}", "O");
const std::string names_rule = rule_text("{kind: path_exists, globs: ['**/*', 'd/**/e', 'e/a.yaml']}", "N");
const std::string counts_rule = rule_text("{kind: dir_count, dirs: '**', equals: 1}", "D");
const std::string types_rule = rule_text("{kind: name_pattern, paths: '**/*', type: any, regex: '^nothing$'}", "T");
const std::string all_rules = secret_rule + owner_rule + names_rule + counts_rule + types_rule;

fs::file_type type_of(const fs::path& path) {
  std::error_code ignored; // such as a loop of links above
  return fs::symlink_status(path, ignored).type();
}

// Makes the disk what the overlay says. False if that cannot be: then the overlay does not fit.
bool write_to(const fs::path& root, const Overlay& overlay) {
  for (const auto& [path, bytes] : overlay.entries()) {
    const fs::path file = root / path;
    if (!bytes) {
      // Not through a link to a directory: nothing of the repository lies below one.
      bool below_directories = true;
      for (fs::path above = file.parent_path(); above != root; above = above.parent_path())
        below_directories &= type_of(above) == fs::file_type::directory;
      if (below_directories) fs::remove_all(file);
      continue;
    }
    for (fs::path above = file.parent_path(); above != root; above = above.parent_path()) {
      const auto type = type_of(above);
      if (type != fs::file_type::not_found && type != fs::file_type::directory && type != fs::file_type::none) return false;
    }
    if (type_of(file) == fs::file_type::directory) return false;
    fs::create_directories(file.parent_path());
    fs::remove(file);
    std::ofstream(file, std::ios::binary) << *bytes;
  }
  return true;
}

struct Written {
  Written(const fs::path& root, const Overlay& overlay) {
    fs::copy(root, directory.path() / "tree", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    fits = write_to(directory.path() / "tree", overlay);
  }
  fs::path root() const { return directory.path() / "tree"; }

  TemporaryDirectory directory;
  bool fits = false;
};

Overlay random_overlay(Random& random) {
  static const std::vector<std::string> names{"a.yaml", "b.json", "c.txt", "d", "e"};
  static const std::vector<std::string> contents{"owner: me\n", "secret\n\nsecret\n", "{\"owner\": 2}\n", "owner: [\n", "", "public\n", "x\nsecret\n"};
  Overlay overlay;
  for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
    std::string path = random.pick(names);
    for (std::size_t depth = random.below(3); depth > 0; --depth) path += "/" + random.pick(names);
    try {
      if (random.one_in(3))
        overlay.remove(path);
      else
        overlay.put(path, random.pick(contents));
    } catch (const InputError&) { // does not go with what is in it
    }
  }
  return overlay;
}

const Tree tree{{"a.yaml", "owner: me\n"}, {"c.txt", "public\n"}, {"d/e.txt", "secret\n"}, {"d/f.yaml", "owner: us\n"}};

} // namespace

TEST_CASE("a run with an overlay says what it would if the overlay were on disk", "[overlay][run][property]") {
  EditedTree edited(5);
  const TemporaryDirectory store;
  const std::string excludes = "global_exclude: ['e/**', '**/b.json']\n";
  std::size_t fitting = 0;
  for (int step = 0; step < 180; ++step) {
    CAPTURE(step);
    edited.edit();
    const bool excluding = edited.random().one_in(3);
    ValidatorOptions options;
    options.pack = load_pack(pack_text(all_rules, excluding ? excludes : ""));
    options.use_fact_store = true;
    options.cache_directory = store.path() / (excluding ? "a" : "b");
    options.strategy = edited.random().one_in(2) ? Strategy::sequential : Strategy::threads;
    options.max_workers = 2;
    options.repo_root = edited.root();
    Validator validator(options);
    for (int turn = 0; turn < 3; ++turn) {
      const Overlay overlay = random_overlay(edited.random());
      const Written written(edited.root(), overlay);
      if (!written.fits) {
        if (!excluding) REQUIRE_THROWS_AS(validator.validate({}, overlay), InputError); // out of sight it may be whatever it wants
        continue;
      }
      ++fitting;
      ValidatorOptions plain = options;
      plain.repo_root = written.root();
      plain.use_fact_store = false;
      plain.cache_ttl = std::chrono::seconds(0);
      const std::string with_overlay = reproducible_json(validator.validate({}, overlay));
      REQUIRE(with_overlay == reproducible_json(Validator(plain).validate_all()));
      // And what it leaves in memory and on disk is true.
      if (edited.random().one_in(2)) continue;
      plain.repo_root = edited.root();
      const std::string on_disk = reproducible_json(Validator(plain).validate_all());
      REQUIRE(reproducible_json(validator.validate({})) == on_disk);
      REQUIRE(reproducible_json(Validator(options).validate({})) == on_disk);
    }
  }
  CHECK(fitting > 200);
}

TEST_CASE("only what an overlay changed is looked at anew", "[overlay][run][store]") {
  const SmallRepository repository(tree);
  std::this_thread::sleep_for(std::chrono::milliseconds(40)); // the clock of the file system
  Validator validator(repository.options(load_pack(pack_text(secret_rule))));
  Overlay overlay;
  overlay.put("d/e.txt", "public\n");
  overlay.put("new/one.txt", "secret\n");
  const Report first = validator.validate({}, overlay);
  CHECK(first.files_in_scope == 5);
  CHECK(first.run.files_opened == 3); // the overlay's own are not on disk
  CHECK(lines_of(first.results[0].findings) == std::vector<std::string>{"new/one.txt:1:1: contains the word \"secret\""});
  overlay.put("new/one.txt", "terces\n");
  const Report second = validator.validate({}, overlay);
  CHECK(second.run.files_opened == 0);
  CHECK(second.results[0].verdict == Verdict::passed);
  const Report third = validator.validate({});
  CHECK(third.run.files_opened == 1); // d/e.txt was not known from the disk
  CHECK(lines_of(third.results[0].findings) == std::vector<std::string>{"d/e.txt:1:1: contains the word \"secret\""});
}

TEST_CASE("a file that was saved as the overlay had it is read, but not searched again", "[overlay][run][store]") {
  const SmallRepository repository(tree);
  Validator validator(repository.options(load_pack(pack_text(secret_rule))));
  Overlay overlay;
  overlay.put("d/e.txt", "public, since it has been edited\n");
  validator.validate({}, overlay);
  repository.directory().write("d/e.txt", "public, since it has been edited\n");
  CHECK(validator.validate({}).results[0].verdict == Verdict::passed);
}

TEST_CASE("an overlay is bound by the limit of file sizes", "[overlay][run]") {
  const SmallRepository repository(tree);
  Limits limits;
  limits.file_size = 100;
  Validator validator(repository.options(load_pack(pack_text(secret_rule)), limits));
  Overlay overlay;
  overlay.put("big.txt", std::string(101, 'x'));
  const Report report = validator.validate({}, overlay);
  REQUIRE(report.unreadable.size() == 1);
  CHECK(report.unreadable[0].reason == "is larger than the limit of 100 bytes");
  CHECK(report.results[0].verdict == Verdict::failed); // d/e.txt
}

TEST_CASE("rules in C++ see the overlay", "[overlay][run][custom]") {
  const SmallRepository repository(tree);
  Validator validator(with_registry(repository.options(load_pack(pack_text(rule_text("{kind: custom, rule: r}")))), registry_of([](const RepositoryView& view, const Value&) {
    const FileContent content = view.read("d/e.txt");
    return RuleOutcome::holds(content.ok ? content.bytes : content.reason);
  })));
  const auto message = [&](const Overlay& overlay) { return validator.validate({}, overlay).results[0].message; };
  Overlay overlay;
  CHECK(message(overlay) == "secret\\n");
  overlay.put("d/e.txt", "edited");
  CHECK(message(overlay) == "edited");
  overlay.remove("d");
  CHECK(message(overlay) == "there is no such file");
}

TEST_CASE("external programs are not run over an overlay", "[overlay][run][command]") {
  const SmallRepository repository(tree);
  ValidatorOptions options = repository.options(load_pack(pack_text(rule_text("{kind: command, run: ['true'], files: '**/*.txt'}", "C") + secret_rule)));
  options.allow_commands = true;
  Validator validator(std::move(options));
  CHECK(validator.validate_all().results[0].verdict == Verdict::passed);
  Overlay overlay;
  overlay.put("d/e.txt", "public\n");
  const Report report = validator.validate({}, overlay);
  CHECK(report.results[0].verdict == Verdict::error);
  CHECK(contains(report.results[0].message, "was not run: it would see the disk, not the overlay"));
  CHECK(report.results[1].verdict == Verdict::passed);
}

TEST_CASE("an overlay that does not fit the tree is told where", "[overlay][run]") {
  const SmallRepository repository(tree);
  Validator validator(repository.options(load_pack(pack_text(secret_rule))));
  const auto message = [&](std::string_view path) -> std::string {
    Overlay overlay;
    overlay.put(path, "");
    try {
      validator.validate({}, overlay);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message("d") == "overlay: 'd' is a directory, it cannot be a file");
  CHECK(message("a.yaml/x/y") == "overlay: 'a.yaml/x/y' lies below 'a.yaml', which is not a directory");
  CHECK(message("d/new").empty());
}
