#!/bin/sh
# Makes the Debian packages libsotval0, libsotval-dev and sotval-cli for the Debian this runs on: tools/package.sh
# DEBFULLNAME and DEBEMAIL, if set, say who their maintainer is.
set -eu
cd "$(dirname "$0")/.."

sh tools/install-dependencies.sh dpkg-dev file
cmake --preset package >/dev/null
cmake --build --preset package
rm -f build/package/*.deb
cpack --config build/package/CPackConfig.cmake -B build/package
rm -rf build/package/_CPack_Packages
echo "sotval: the packages are"
ls "$PWD"/build/package/*.deb
