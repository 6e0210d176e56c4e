#!/bin/sh
# Builds sotval and runs its tests: tools/test.sh [PRESET ...], of dev (the default), release, asan, tsan.
set -eu
cd "$(dirname "$0")/.."

sh tools/install-dependencies.sh doxygen jq python3 # the further ones for the tests of the documentation
for preset in "${@:-dev}"; do
  echo "sotval: building and testing preset $preset in build/$preset"
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
  ctest --preset "$preset" --parallel 2
done
if ls /dev/shm 2>/dev/null | grep '^sotval'; then
  echo "sotval: the tests left this in /dev/shm" >&2
  exit 1
fi
