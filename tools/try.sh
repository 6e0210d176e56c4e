#!/bin/sh
# Builds sotval and lets it do its main job: write a repository, check it against all SSID rules, break
# it in three places, check it again. Can be run again: then it builds nothing and takes a second.
# With the program as its argument it builds nothing at all.
set -eu
cd "$(dirname "$0")/.."

cli=${1:-}
if [ -z "$cli" ]; then
  sh tools/install-dependencies.sh
  echo "sotval: building the program in build/release"
  cmake --preset release -DSOTVAL_BUILD_TESTS=OFF -DSOTVAL_BUILD_BENCHMARKS=OFF >/dev/null
  cmake --build --preset release --target sotval-cli
  cli=$PWD/build/release/tools/cli/sotval-cli
fi
export XDG_CACHE_HOME="$PWD/build/cache" # nothing is left outside of this directory
demo=$(mktemp -d)
trap 'rm -rf "$demo"' EXIT
"$cli" demo "$demo/whole"
echo "sotval: checking it: sotval-cli --repo-root $demo/whole"
"$cli" --repo-root "$demo/whole"
"$cli" demo "$demo/broken" --break 3 --seed 7
echo "sotval: checking the broken one, which must fail"
if "$cli" --repo-root "$demo/broken"; then
  echo "sotval: a broken repository passed: please report this" >&2
  exit 3
fi
echo
echo "That was it. Now your own: $cli --repo-root DIRECTORY"
