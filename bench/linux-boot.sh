#!/usr/bin/env bash
# Boots the same Debian kernel to its shell under QEMU's translator and under Xemu.Platform, in turns, and prints a table.
# Usage: bench/linux-boot.sh [rounds, 3 without it]
#
# Seconds are wall time from the start of the process to the marker's line on the serial console: QEMU's firmware, our runtime's start and
# plugin loading are in them. Environment: XEMU_PROGRAM (another build of the platform), QEMU (another QEMU), BOOT_LIMIT (seconds a boot may take, 600).
set -euo pipefail
export LC_ALL=C

fail() { echo "linux-boot: $*" >&2; exit 1; }

rounds=${1:-3}
[[ $rounds =~ ^[1-9][0-9]?$ ]] || fail "'$rounds' is no number of rounds; give 1 to 99."
root=$(cd "$(dirname "$0")/.." && pwd)
guest=$root/tests/guests/out
program=${XEMU_PROGRAM:-$root/artifacts/bin/Xemu.Host/release/xemu-platform}
qemu=${QEMU:-qemu-system-i386}
limit=${BOOT_LIMIT:-600}
marker='xemu-guest: shell ready'
kernel_line='console=ttyS0 quiet cryptomgr.notests'

[ -f "$guest/SHA256SUMS" ] || fail "the Linux guest is missing; tests/guests/get-debian.sh gets it."
command -v "$qemu" >/dev/null || fail "$qemu is missing; tests/guests/install-qemu.sh installs it."
[ -x "$program" ] || fail "$program is missing; run 'dotnet build -c Release host/Xemu.Host'."

work=$(mktemp -d)
pid='' reader=''
stop() {
    for process in $pid $reader; do
        kill -KILL "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    pid='' reader=''
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
mkfifo "$work/console" "$work/seen"

# boot NAME COMMAND...: appends the seconds to $work/NAME.
# A reader drains the console on after the marker, so that a full or closed pipe never disturbs the machine.
boot() {
    local name=$1 start end waited=0
    shift
    (
        timeout "$limit" grep -q -a -F -m 1 -e "$marker" && date +%s%N >"$work/seen" || echo none >"$work/seen"
        exec cat >/dev/null
    ) <"$work/console" &
    reader=$!
    start=$(date +%s%N)
    "$@" </dev/null >"$work/console" 2>"$work/errors" &
    pid=$!
    read -r end <"$work/seen"
    if [ "$end" = none ]; then
        sed 's/^/    /' "$work/errors" >&2
        fail "$name did not print '$marker': it ended early, or $limit seconds (BOOT_LIMIT) were over; its errors are above."
    fi

    # Asked to end, the platform says how many instructions it has run.
    kill -TERM "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null && [ $((waited += 1)) -le 100 ]; do
        sleep 0.1
    done
    stop
    awk -v start="$start" -v end="$end" 'BEGIN { printf "%.3f\n", (end - start) / 1e9 }' >>"$work/$name"
}

boot_qemu() {
    boot qemu "$qemu" -accel tcg -machine pc -cpu pentium3 -m 128 -display none -monitor none -serial stdio -no-reboot \
        -kernel "$guest/vmlinuz" -initrd "$guest/initramfs.gz" -append "$kernel_line"
}

boot_platform() {
    boot platform env XEMU_DATA_HOME="$work/data" "$program" run "$root/machines/xbox-linux.toml" --set "components.boot.command-line=$kernel_line"
    sed -n 's/.*[^0-9.]\([0-9.]*\) million instructions.*/\1/p' "$work/errors" >>"$work/instructions"
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
spread() { sort -n "$1" | awk 'NR == 1 { low = $1 } { high = $1 } END { printf "%.2f-%.2f", low, high }'; }

touch "$work/instructions"
load=$(cut -d' ' -f1-3 /proc/loadavg)
for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds" >&2
    boot_qemu
    boot_platform
done

echo "date      $(date -u +%Y-%m-%dT%H:%MZ)"
echo "host CPU  $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores"
echo "load      $load before, $(cut -d' ' -f1-3 /proc/loadavg) after"
echo "qemu      $("$qemu" --version | head -n 1)"
echo "platform  $("$program" --version 2>/dev/null | head -n 1)"
echo "guest     $(paste -sd' ' "$guest/VERSIONS"); $kernel_line"
echo "rounds    $rounds, in turns; seconds from the start of the process to '$marker'"
echo
awk -v qemu="$(median "$work/qemu")" -v ours="$(median "$work/platform")" -v million="$(median "$work/instructions")" \
    -v qemu_spread="$(spread "$work/qemu")" -v ours_spread="$(spread "$work/platform")" 'BEGIN {
    row = "| %-14s | %8s | %15s | %6s | %20s | %6s |\n"
    printf row, "", "median s", "lowest-highest", "ratio", "million instructions", "MIPS"
    printf row, "---", "---", "---", "---", "---", "---"
    printf row, "QEMU TCG", sprintf("%.2f", qemu), qemu_spread, "1.00", "not known", "-"
    printf row, "Xemu.Platform", sprintf("%.2f", ours), ours_spread, sprintf("%.2f", ours / qemu), million == "" ? "not known" : sprintf("%.0f", million), million == "" ? "-" : sprintf("%.1f", million / ours)
}'
