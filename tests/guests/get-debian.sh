#!/bin/sh
# Gets a small Linux guest from Debian bookworm and lays it out in out/: vmlinuz, busybox, initramfs.gz, VERSIONS, SHA256SUMS.
# A second run finds everything in place and only checks it; '--refresh' asks the mirror for newer packages.
set -eu
umask 022
export LC_ALL=C

metapackage=linux-image-686:i386
shell_package=busybox-static:i386

# An IDE disk and CD behind an Intel PIIX or an AMD/nForce controller; what these depend on is added below.
modules="ata_piix pata_amd sd_mod sr_mod button evdev"

# BusyBox programs the guest gets by name; 'busybox NAME' reaches the rest.
applets="awk blkid cat chmod clear cmp cp cttyhack cut date dd df dmesg du echo env expr false fdisk find free grep gunzip gzip halt head
    hexdump insmod kill ln ls lsmod lspci lsusb md5sum mkdir mknod modprobe more mount mv od poweroff printf ps pwd reboot rm rmdir rmmod
    sed seq setsid sh sha256sum sleep sort stty sync tail tar test time top touch tr true tty umount uname uniq uptime usleep vi wc xargs yes"

fail() { echo "get-debian: $*" >&2; exit 1; }

main() {
    cd "$(dirname "$0")"

    case ${1:-} in
        '') is_complete && { echo "get-debian: out is complete: $(paste -sd' ' out/VERSIONS)"; return; } ;;
        --refresh) ;;
        *) fail "unknown argument '$1'; there is only --refresh." ;;
    esac

    for tool in apt-get dpkg dpkg-deb gzip; do
        command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing; this needs a Debian system."
    done

    mkdir -p out
    work=$(mktemp -d "$PWD/out/work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM

    learn_packages "${1:-}"
    get_packages
    build_root
    mkdir "$work/new"
    cp "$work/deb/boot/vmlinuz-$release" "$work/new/vmlinuz"
    cp "$work/deb/bin/busybox" "$work/new/busybox"
    cp "$work/VERSIONS" "$work/new/VERSIONS"
    write_archive <"$work/entries" | gzip -9n >"$work/new/initramfs.gz"

    rm -f out/SHA256SUMS
    mv -f "$work"/new/* out/
    (cd out && sha256sum ../get-debian.sh ../init VERSIONS busybox initramfs.gz vmlinuz >"$work/SHA256SUMS")
    mv "$work/SHA256SUMS" out/SHA256SUMS
    echo "get-debian: out is made: $(paste -sd' ' out/VERSIONS)"
}

# The list holds this script and init too, so an edit of either builds again.
is_complete() { [ -f out/SHA256SUMS ] && (cd out && sha256sum --quiet -c SHA256SUMS) >/dev/null 2>&1; }

need_root() { [ "$(id -u)" -eq 0 ] || fail "$1 needs root; run 'sudo sh -c \"$2\"' once, then this script again."; }

knows() { apt-cache show --no-all-versions "$1" 2>/dev/null | grep -q '^Version:'; }

# Has apt know the i386 packages, and finds the kernel: a package with its exact version, in $kernel.
learn_packages() {
    if ! dpkg --print-foreign-architectures | grep -qx i386 && [ "$(dpkg --print-architecture)" != i386 ]; then
        need_root "adding the i386 architecture" "dpkg --add-architecture i386 && apt-get update"
        dpkg --add-architecture i386
    fi

    # A mirror may fail to give one index and still give all that is needed, so the result is judged by what apt knows afterwards.
    if [ -n "$1" ] || ! knows $metapackage || ! knows $shell_package; then
        need_root "reading the package lists" "apt-get update"
        apt-get -q -o DPkg::Lock::Timeout=300 update >"$work/apt.log" 2>&1 ||
            echo "get-debian: apt-get update: $(first_error)" >&2
        for package in $metapackage $shell_package; do
            knows "$package" || fail "apt knows no $package; the sources must have Debian bookworm main (see 'apt-get update')."
        done
    fi

    # The metapackage names the newest kernel: 'linux-image-6.1.0-50-686 (= 6.1.176-1)'. The flavour '686' is the one without PAE.
    depends=$(apt-cache show --no-all-versions $metapackage | sed -n 's/^Depends: *//p' | head -n 1)
    kernel=$(echo "$depends" | sed -n 's/^\(linux-image-6\.1\.[0-9.]*-[0-9]*-686\) (= \([^)]*\)).*/\1:i386=\2/p')
    [ -n "$kernel" ] || fail "$metapackage depends on '$depends', not on a bookworm kernel (6.1) of the 686 flavour."
}

first_error() { grep -m1 '^E:' "$work/apt.log" || tail -n 1 "$work/apt.log"; }

# apt checks the signature of the index, and each file by the index's hash.
get_packages() {
    mkdir "$work/deb"
    (cd "$work" && apt-get -q -o APT::Sandbox::User="$(id -un)" download "$kernel" $shell_package >apt.log 2>&1) ||
        fail "$kernel or $shell_package cannot be got, '--refresh' may help: $(first_error)"
    for file in "$work"/*.deb; do
        dpkg-deb -x "$file" "$work/deb"
        dpkg-deb --show --showformat '${Package}=${Version}\n' "$file" >>"$work/VERSIONS"
    done

    release=$(cd "$work/deb/lib/modules" && echo *)
    for file in "boot/vmlinuz-$release" bin/busybox; do
        [ -f "$work/deb/$file" ] || fail "the packages hold no $file."
    done
}

# Lists the guest's files in $work/entries, one a line: type, name, and the file's source, the link's target or the node's numbers.
build_root() {
    find "$work/deb/lib/modules/$release/kernel" -name '*.ko' >"$work/modules"
    for name in $modules; do
        closure "$name"
    done >"$work/closure"

    {
        for name in bin dev lib lib/modules "lib/modules/$release" mnt proc root sys tmp; do
            echo "directory $name"
        done
        echo "character dev/console 5 1"
        echo "program init $PWD/init"
        echo "program bin/busybox $work/deb/bin/busybox"
        for name in $applets; do
            echo "link bin/$name busybox"
        done
        echo "link sbin bin"
        for name in $(sort -u "$work/closure"); do
            echo "file lib/modules/$release/$name.ko $(module_file "$name")"
        done
        echo "file lib/modules/$release/modules.dep $work/modules.dep"
    } >"$work/entries"

    # As depmod writes it: what is needed stands right of the colon, what is loaded first stands last.
    for name in $(sort -u "$work/closure"); do
        echo "$name.ko:$(closure "$name" | awk -v self="$name" '!seen[$0]++ && $0 != self { line = " " $0 ".ko" line } END { print line }')"
    done >"$work/modules.dep"
}

module_file() { grep "/$1\.ko\$" "$work/modules" || fail "the kernel package has no module $1."; }

# A module after all that it needs; names may repeat.
closure() {
    module_file "$1" >"$work/module"
    for dependency in $(tr '\0' '\n' <"$(cat "$work/module")" | sed -n 's/^depends=//p' | tr , ' '); do
        closure "$dependency"
    done
    echo "$1"
}

# Writes a cpio archive (newc) of the entries read: no date, owner root, numbers by order, so that the same files give the same bytes.
# Writing it here needs neither cpio nor the right to make /dev/console.
write_archive() {
    inode=0
    while read -r type name source; do
        case $type in
            directory) write_entry "$name" 040755 0 0 0 ;;
            character) write_entry "$name" 020600 0 ${source} ;;
            link) write_entry "$name" 0120777 ${#source} 0 0; printf '%s' "$source"; write_padding ${#source} ;;
            program) write_file "$name" 0100755 "$source" ;;
            file) write_file "$name" 0100644 "$source" ;;
        esac
    done
    write_entry 'TRAILER!!!' 0 0 0 0
}

write_file() {
    size=$(wc -c <"$3")
    write_entry "$1" "$2" "$size" 0 0
    cat "$3"
    write_padding "$size"
}

# Header fields: inode, mode, uid, gid, links, time, size, device (2), device that the node is (2), length of the name with its NUL, check.
write_entry() {
    inode=$((inode + 1))
    printf '070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s\0' \
        $inode $(($2)) 0 0 1 0 "$3" 0 0 "$4" "$5" $((${#1} + 1)) 0 "$1"
    write_padding $((110 + ${#1} + 1))
}

# Names and contents end on a multiple of four.
write_padding() { head -c $((-$1 & 3)) /dev/zero; }

main "$@"
