#!/bin/sh
# Gets two Python programs from QEMU's source as Debian has it, into qemu/ (ignored by git): the package qemu.qmp, a client of the
# QEMU Machine Protocol, and scripts/analyze-migration.py, which prints what a migration file holds. Tests use both as foreign readers.
# A second run finds them in place. Needs curl or wget, tar, xz; no root.
set -eu
umask 022
cd "$(dirname "$0")"

source=qemu_10.0.2+ds
hash=0901da33844a331bf8b3602b9c1fbd178e60b737c8e3ade678255bd090c9b9f1

fail() { echo "get-qemu-tools: $*" >&2; exit 1; }

if [ "$(cat qemu/VERSION 2>/dev/null)" = "$source" ]; then
    echo "get-qemu-tools: qemu is complete: $source"
    exit 0
fi

# Any mirror has Debian's whole pool: take the one that apt uses.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1)
[ -n "$mirror" ] || fail "apt knows no mirror of Debian; this needs a Debian system."

work=$(mktemp -d "$PWD/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
url="${mirror%/}/pool/main/q/qemu/$(echo "$source" | sed 's/+/%2b/').orig.tar.xz"
if command -v curl >/dev/null 2>&1; then
    curl -fsSL --retry 2 -o "$work/source.tar.xz" "$url" || fail "the source package could not be had; its version may have left the mirror."
else
    wget -q -O "$work/source.tar.xz" "$url" || fail "the source package could not be had; its version may have left the mirror."
fi
echo "$hash  $work/source.tar.xz" | sha256sum --quiet -c - || fail "the source package is not the expected one."

mkdir "$work/qemu"
tar -xJf "$work/source.tar.xz" -C "$work/qemu" --strip-components=1 --wildcards '*/python/qemu/qmp/*' '*/scripts/analyze-migration.py'
echo "$source" >"$work/qemu/VERSION"
rm -rf qemu
mv "$work/qemu" qemu
echo "get-qemu-tools: qemu is made: $source"
