#include <sotval/demo.hpp>

#include <system_error>

#include <sotval/error.hpp>

#include "damages.hpp"
#include "matrix_files.hpp"
#include "support_files.hpp"
#include "tree.hpp"

namespace sotval {
namespace {

using namespace core::demo;

void require_possible(std::size_t damages) {
  if (damages > max_demo_damages())
    throw InputError("demo damages: " + std::to_string(damages) + " asked for, but at most " +
                     std::to_string(max_demo_damages()) + " can be done that do not concern each other's rules");
}

void make_empty_directory(const std::filesystem::path& directory) {
  const auto fail = [&](const std::string& why) { throw InputError(directory.string() + ": " + why); };
  std::error_code error;
  if (std::filesystem::exists(directory, error)) {
    if (!std::filesystem::is_directory(directory, error)) fail("not a directory");
    const bool empty = std::filesystem::is_empty(directory, error);
    if (error) fail("cannot look into it: " + error.message());
    if (!empty) fail("not empty; name a directory that is empty or does not exist");
    return;
  }
  std::filesystem::create_directories(directory, error);
  if (error) fail("cannot make the directory: " + error.message());
}

} // namespace

DemoRepository write_demo_repository(const std::filesystem::path& directory, const DemoOptions& options) {
  require_possible(options.damages);
  make_empty_directory(directory);

  Tree tree;
  add_matrix_files(tree);
  add_support_files(tree);

  DemoRepository repository;
  Random random(options.seed);
  const auto kinds = choose_damages(options.damages, random);
  Targets targets(random);
  for (const DamageKind& kind : kinds) repository.damages.push_back(apply(kind, targets, tree));

  const auto written = write_tree(tree, directory);
  repository.files = written.files;
  repository.directories = written.directories;
  return repository;
}

std::size_t max_demo_damages() noexcept { return core::demo::number_of_damage_groups(); }

} // namespace sotval
