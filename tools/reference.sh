#!/bin/sh
# Makes the reference of the library from its headers, with doxygen: tools/reference.sh [DIRECTORY], else build/reference.
set -eu
cd "$(dirname "$0")/.."

directory=${1:-build/reference}
command -v doxygen >/dev/null || { echo "sotval: doxygen is missing: tools/install-dependencies.sh doxygen installs it" >&2; exit 2; }
mkdir -p "$directory"
{ cat docs/Doxyfile; echo "OUTPUT_DIRECTORY = \"$directory\""; } | doxygen -
echo "sotval: the reference is $directory/html/index.html"
