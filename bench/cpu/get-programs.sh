#!/bin/sh
# get-programs.sh ROOT: gets Debian bookworm's i386 programs for the benchmark with apt and lays them out in ROOT, with the libraries they need.
# Needs Debian's sources with the i386 architecture known, as tests/guests/get-debian.sh leaves them; installs nothing.
set -eu
umask 022
export LC_ALL=C
root=$1
packages="libc6 libcrypt1 liblzma5 libreadline8 libsqlite3-0 libtinfo6 lua5.4 mawk perl-base sqlite3 xz-utils zlib1g"
programs="lua5.4 mawk perl sqlite3 xz"

fail() { echo "get-programs: $*" >&2; exit 1; }

mkdir -p "$root"
work=$(mktemp -d "${TMPDIR:-/tmp}/xemu-programs.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck disable=SC2046
(cd "$work" && apt-get -q -o APT::Sandbox::User="$(id -un)" download $(printf '%s:i386 ' $packages) >apt.log 2>&1) ||
    fail "the packages cannot be got; run tests/guests/get-debian.sh --refresh, then this again: $(grep -m1 '^E:' "$work/apt.log" || tail -n 1 "$work/apt.log")"
for file in "$work"/*.deb; do
    dpkg-deb -x "$file" "$work/all"
    dpkg-deb --show --showformat '${Package}=${Version}\n' "$file"
done >"$work/VERSIONS"

# The loader of the packages itself says which libraries a program needs; 'linux-gate.so' is the kernel's.
libraries=$work/all/lib/i386-linux-gnu:$work/all/usr/lib/i386-linux-gnu
mkdir -p "$root/usr/bin" "$root/lib/i386-linux-gnu"
cp -L "$work/all/lib/ld-linux.so.2" "$root/lib/ld-linux.so.2"
for name in $programs; do
    cp -L "$work/all/usr/bin/$name" "$root/usr/bin/$name"
    "$work/all/lib/ld-linux.so.2" --library-path "$libraries" --list "$root/usr/bin/$name" |
        sed -n "s|.* => \($work/[^ ]*\) .*|\1|p" | grep -v /ld-linux >"$work/needed"
    while read -r library; do
        cp -L "$library" "$root/lib/i386-linux-gnu/${library##*/}"
    done <"$work/needed"
done
cp "$work/VERSIONS" "$root/VERSIONS"
