#!/bin/sh
# Gets two Python programs from QEMU's source as Debian has it, into qemu/ (ignored by git): the package qemu.qmp, a client of the
# QEMU Machine Protocol, and scripts/analyze-migration.py, which prints what a migration file holds. Tests use both as foreign readers.
# They come from two versions: the client left QEMU's tree after 10.2, and the script knows mapped-ram since 11.0.
# A second run finds them in place. Needs curl or wget, tar, xz; no root.
set -eu
umask 022
cd "$(dirname "$0")"

client=qemu_10.0.2+ds
client_hash=0901da33844a331bf8b3602b9c1fbd178e60b737c8e3ade678255bd090c9b9f1
script=qemu_11.1.1+ds
script_hash=0b1376e75dbe3e2fea4e408f8669f88a723f419f36a5b7d74cc6a4cfe07e4f5e

fail() { echo "get-qemu-tools: $*" >&2; exit 1; }

# Fetches a source package and unpacks what a pattern names.
get() {
    url="${mirror%/}/pool/main/q/qemu/$(echo "$1" | sed 's/+/%2b/').orig.tar.xz"
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL --retry 2 -o "$work/source.tar.xz" "$url" || fail "$1 could not be had; its version may have left the mirror."
    else
        wget -q -O "$work/source.tar.xz" "$url" || fail "$1 could not be had; its version may have left the mirror."
    fi
    echo "$2  $work/source.tar.xz" | sha256sum --quiet -c - || fail "$1 is not the expected package."
    tar -xJf "$work/source.tar.xz" -C "$work/qemu" --strip-components=1 --wildcards "$3"
    rm "$work/source.tar.xz"
}

if [ "$(cat qemu/VERSION 2>/dev/null)" = "$client $script" ]; then
    echo "get-qemu-tools: qemu is complete: $client $script"
    exit 0
fi

# Any mirror has Debian's whole pool: take the one that apt uses.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1)
[ -n "$mirror" ] || fail "apt knows no mirror of Debian; this needs a Debian system."

work=$(mktemp -d "$PWD/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/qemu"
# One may be had without the other: tests ask for the file that they need.
missing=''
(get "$client" "$client_hash" '*/python/qemu/qmp/*') || missing=client
(get "$script" "$script_hash" '*/scripts/analyze-migration.py') || missing="$missing script"
[ -n "$missing" ] || echo "$client $script" >"$work/qemu/VERSION"
rm -rf qemu
mv "$work/qemu" qemu
[ -z "$missing" ] || fail "not had: $missing."
echo "get-qemu-tools: qemu is made: $client $script"
