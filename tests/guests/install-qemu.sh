#!/bin/sh
# Installs what the comparison runs use: QEMU's PC system emulator, nasm, cpio and gdb.
# QEMU comes from the release's backports where the mirror has them, else from the release itself.
set -eu

fail() { echo "install-qemu: $*" >&2; exit 1; }

tools="nasm cpio gdb"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
source_file=/etc/apt/sources.list.d/xemu-backports.sources
apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }
has() { for name; do command -v "$name" >/dev/null 2>&1 || return 1; done; }

. /etc/os-release
backports="${VERSION_CODENAME:-unknown}-backports"

# Major version of the QEMU that is installed, 0 if none; 8 and later do what the tests ask for.
installed_major() {
    major=$(qemu-system-i386 --version 2>/dev/null | sed -n 's/^QEMU emulator version \([0-9]*\)\..*/\1/p')
    echo "${major:-0}"
}

if has $tools && [ "$(installed_major)" -ge 8 ]; then
    qemu-system-i386 --version | head -n 1
    exit 0
fi

has apt-get || fail "this is not a Debian system; install qemu-system-i386, $tools by hand."
[ "$(id -u)" -eq 0 ] || fail "packages are installed by root; run 'sudo $0'."

# A mirror may fail to give one index and still give all that is needed, so the result is judged by what apt knows afterwards.
apt update >/dev/null 2>&1 || echo "install-qemu: 'apt-get update' had errors, going on with the indexes there are." >&2

knows_backports() {
    apt-get indextargets --format '$(RELEASE)' 'Created-By: Packages' | grep -qx "$backports"
}

if ! knows_backports; then
    # The release's own source tells the mirror, in whichever format it is written.
    uri=$(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
        sed -n "s/|${VERSION_CODENAME:-unknown}|main\$//p" | head -n 1)
    if [ -n "$uri" ]; then
        {
            printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$uri" "$backports"
            [ ! -r "$keyring" ] || printf 'Signed-By: %s\n' "$keyring"
        } >"$source_file"

        # Only this source is read here: an unrelated broken one must not decide whether backports can be had.
        if ! apt update -o Dir::Etc::sourcelist="$source_file" -o Dir::Etc::sourceparts=/dev/null \
            -o APT::Get::List-Cleanup=0 >/dev/null 2>&1; then
            rm -f "$source_file"
            echo "install-qemu: no $backports at this mirror, taking the release's own QEMU." >&2
        fi
    fi
fi

# ipxe-qemu holds the option ROMs that '-machine pc' loads for its network card.
if knows_backports; then
    apt install -y --no-install-recommends -t "$backports" qemu-system-x86 >/dev/null || true
fi
apt install -y --no-install-recommends qemu-system-x86 ipxe-qemu $tools >/dev/null || fail "apt could not install qemu-system-x86, ipxe-qemu, $tools; see its messages above."

has $tools qemu-system-i386 || fail "apt installed the packages, but not all of qemu-system-i386, $tools can be run."
qemu-system-i386 --version | head -n 1
