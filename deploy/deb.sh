#!/usr/bin/env bash
# Builds limber_VERSION_ARCH.deb in build/deb by debian/rules, and prints its path. Called by
# `make deb`. DEBFULLNAME and DEBEMAIL, when set, name the maintainer.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${VERSION:?}
packaged=$(dpkg-parsechangelog --show-field Version)
[ "${packaged%-*}" = "$version" ] || {
    echo "deb.sh: the Makefile says version $version, debian/changelog $packaged" >&2
    exit 1
}
destination=build/deb
mkdir -p "$destination"
log=$destination/log
rm -rf debian/limber
DESTINATION=$destination DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-} noautodbgsym" \
    debian/rules binary >"$log" 2>&1 || {
    tail -n 40 "$log"
    exit 1
}
echo "$destination/limber_${packaged}_$(dpkg --print-architecture).deb"
