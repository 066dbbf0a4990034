#!/usr/bin/env bash
# Builds limber_VERSION_ARCH.deb in $BUILD from what `make install` installs. Called by `make deb`.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:?the folder of the package, as make deb gives it}
version=${VERSION:?}
stage=$build/stage
architecture=$(dpkg --print-architecture)

rm -rf "$stage"
make --no-print-directory install BUILD="$build" PREFIX=/usr DESTDIR="$stage" >/dev/null
strip --strip-unneeded "$stage/usr/bin/limber"
gzip -9n "$stage"/usr/share/man/man1/*.1

install -d "$stage/lib/systemd/system" "$stage/usr/share/doc/limber" "$stage/DEBIAN"
sed 's|/usr/local/bin/limber|/usr/bin/limber|; s|^#   install -m 644 limber.service .*|#   limber init, then:|' \
    deploy/systemd/limber.service >"$stage/lib/systemd/system/limber.service"
install -m 644 README.md deploy/limber.example.yaml deploy/slack-manifest.yaml "$stage/usr/share/doc/limber/"
install -m 644 LICENSE "$stage/usr/share/doc/limber/copyright"
gzip -9nc CHANGELOG.md >"$stage/usr/share/doc/limber/changelog.gz"
find "$stage/usr/share/limber" -type f -exec chmod 644 {} +
find "$stage" -type d -exec chmod 755 {} +

# The libraries' packages, told by what the program is linked with; libwebsockets loads its
# libuv part by itself, so nothing is linked with that.
mkdir -p "$build/shlibs/debian"
printf 'Source: limber\n\nPackage: limber\nArchitecture: any\n' >"$build/shlibs/debian/control"
libraries=$(cd "$build/shlibs" && dpkg-shlibdeps -O --ignore-missing-info "$OLDPWD/$stage/usr/bin/limber" 2>/dev/null |
    sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || { echo "deb.sh: dpkg-shlibdeps found no libraries" >&2; exit 1; }

cat >"$stage/DEBIAN/control" <<END
Package: limber
Version: $version
Architecture: $architecture
Maintainer: Limber <limber@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$stage" | cut -f1)
Depends: $libraries, libwebsockets-evlib-uv, ca-certificates
Section: net
Priority: optional
Description: chat bot that answers common questions about spasticity
 Limber lives in Slack, Discord, Mattermost and Rocket.Chat and answers from
 texts written in advance, with their sources. It leads with what to do when a
 message tells of an emergency, and gives no personal dose and no diagnosis.
 .
 Set it up with "limber init", check it with "limber doctor".
END

# A running bot is told of nothing when there is no systemd, as in a container.
cat >"$stage/DEBIAN/postinst" <<'END'
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload
    systemctl try-restart limber.service
fi
END
cat >"$stage/DEBIAN/prerm" <<'END'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl stop limber.service
fi
END
chmod 755 "$stage/DEBIAN/postinst" "$stage/DEBIAN/prerm"

package=$build/limber_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$stage" "$package" >/dev/null
echo "$package"
