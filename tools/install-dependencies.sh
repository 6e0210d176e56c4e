#!/bin/sh
# Installs what sotval is built from, with apt, on Debian 12 or newer. Installs nothing that is there
# already and removes nothing. Run as root or by a user who may use sudo.
set -eu

packages="g++ cmake ninja-build pkg-config git
  libre2-dev libyaml-dev libyaml-cpp-dev libsimdjson-dev nlohmann-json3-dev
  libcli11-dev libspdlog-dev libxxhash-dev catch2"

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
for package in $packages; do
  is_installed "$package" || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "sotval: everything it needs is installed"
  exit 0
fi

as_root=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "sotval: these packages are missing:$missing; install them as root, or install sudo" >&2; exit 2; }
  as_root=sudo
fi
echo "sotval: installing$missing"
$as_root apt-get -qq update
# shellcheck disable=SC2086 # a list of words
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-remove --no-install-recommends $missing; then
  echo "sotval: apt could not install them; 'apt-get install$missing' shows what stands in the way" >&2
  exit 2
fi
