#!/bin/sh
# Installs what sotval is built from, with apt, on Debian 12 or newer. Installs nothing that is there
# already and removes nothing. Run as root or by a user who may use sudo. Arguments: further packages that are wanted.
set -eu

packages="g++ cmake ninja-build make pkg-config git
  libre2-dev libyaml-dev libyaml-cpp-dev libsimdjson-dev nlohmann-json3-dev
  libcli11-dev libspdlog-dev libxxhash-dev liburing-dev catch2 $*"

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Boost 1.81 or newer: the headers that are there, or else the package that has them (Debian 12 calls it
# libboost1.81-dev; from Debian 13 on libboost-dev is new enough).
boost_version() {
  sed -n 's/^#define BOOST_VERSION \([0-9]*\).*/\1/p' /usr/include/boost/version.hpp 2>/dev/null
}
boost_package() {
  candidate=$(apt-cache policy libboost-dev | sed -n 's/^ *Candidate: //p')
  if dpkg --compare-versions "${candidate:-0}" ge 1.81; then echo libboost-dev; else echo libboost1.81-dev; fi
}

missing=
for package in $packages; do
  is_installed "$package" || missing="$missing $package"
done
found_boost=$(boost_version) || found_boost= # no headers at all
if [ -n "$found_boost" ] && [ "$found_boost" -ge 108100 ]; then needs_boost=no; else needs_boost=yes; fi
if [ -z "$missing" ] && [ $needs_boost = no ]; then
  echo "sotval: everything it needs is installed"
  exit 0
fi

as_root=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "sotval: packages are missing and need root: run this as root, or install sudo" >&2; exit 2; }
  as_root=sudo
fi
$as_root apt-get -qq update
[ $needs_boost = no ] || missing="$missing $(boost_package)"
echo "sotval: installing$missing"
# shellcheck disable=SC2086 # a list of words
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-remove --no-install-recommends $missing; then
  echo "sotval: apt could not install them; 'apt-get install$missing' shows what stands in the way" >&2
  if [ -n "$found_boost" ] && [ $needs_boost = yes ]; then
    echo "sotval: the headers of an older Boost are installed (BOOST_VERSION $found_boost) and cannot stay beside the newer ones;" \
      "nothing was removed: if you do not need them, 'apt-get remove libboost-dev libboost1.74-dev' makes room" >&2
  fi
  exit 2
fi
