#!/bin/sh
# Compares the shared library with that of the last release (git tag v*) by abidiff: as long as SOTVAL_SOVERSION is the same,
# programs that were linked with the release must run with what is here. New functions and types are no trouble.
# Builds both with debug information, in build/dev and build/abi.
set -eu
cd "$(dirname "$0")/.."

tag=$(git tag --list 'v*' --merged HEAD --sort=-version:refname | head -n 1)
if [ -z "$tag" ]; then
  echo "sotval: no release yet (no tag v* before this commit), so there is no ABI to keep"
  exit 0
fi
command -v abidiff >/dev/null || { echo "sotval: abidiff is missing: apt-get install abigail-tools" >&2; exit 2; }

old=$PWD/build/abi/$tag
if [ ! -e "$old/build/src/libsotval.so" ]; then
  echo "sotval: building the library of $tag"
  rm -rf "$old"
  mkdir -p "$old/source"
  git archive "$tag" | tar -x -C "$old/source"
  cmake -S "$old/source" -B "$old/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-Og -DBUILD_SHARED_LIBS=ON \
    -DSOTVAL_BUILD_TESTS=OFF -DSOTVAL_BUILD_CLI=OFF >/dev/null
  cmake --build "$old/build" --target sotval_shared
fi
cmake --preset dev >/dev/null
cmake --build --preset dev --target sotval_shared
new=$PWD/build/dev/src

before=$(readlink "$old/build/src/libsotval.so")
now=$(readlink "$new/libsotval.so")
if [ "$before" != "$now" ]; then
  echo "sotval: $now here, $before in $tag: programs are linked anew"
  exit 0
fi
# Types that are not in the public headers may change.
if ! abidiff --exported-interfaces-only --no-added-syms --drop-private-types --headers-dir1 "$old/source/include" --headers-dir2 include \
  "$old/build/src/libsotval.so" "$new/libsotval.so"; then
  echo "sotval: programs linked with $tag may not run with this library: undo the above, or raise SOTVAL_SOVERSION (CMakeLists.txt)" >&2
  exit 1
fi
echo "sotval: programs linked with $tag run with this library"
