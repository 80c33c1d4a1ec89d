#!/usr/bin/env bash
# Runs i386 programs natively, in a Linux guest under QEMU's translator and in one under each engine of the platform, in one run, and prints a table.
#
#   bench/cpu/run.sh [ENGINES] [PROGRAMS] [OPTIONS]
#
# ENGINES: component types of CPUs, "x86.interpreter" without it; several with commas. PROGRAMS: names of programs.toml, "user", "system",
# "boot" or "all" (without it), several with commas. OPTIONS: see bench.py --help (--rounds, --scale, --clock, --limit, --json, --svg ...).
# Environment: XEMU_PROGRAM (another build of the platform), QEMU (another QEMU).
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.."

fail() { echo "cpu: $*" >&2; exit 1; }

[ -f tests/guests/out/SHA256SUMS ] || fail "the Linux guest is missing; tests/guests/get-debian.sh gets it."
command -v "${QEMU:-qemu-system-i386}" >/dev/null || fail "${QEMU:-qemu-system-i386} is missing; tests/guests/install-qemu.sh installs it."
echo 'int main(void) { return 0; }' | gcc -m32 -static -x c -o /dev/null - 2>/dev/null || fail "gcc -m32 does not work; install gcc-multilib."

out=artifacts/bench/cpu
mkdir -p "$out"
make --quiet -C bench/cpu/programs OUT="$PWD/$out/objects" >&2
[ -f "$out/debian/VERSIONS" ] || bench/cpu/get-programs.sh "$out/debian" >&2
if [ -z "${XEMU_PROGRAM:-}" ]; then
    dotnet build -c Release --nologo -v quiet host/Xemu.Host >&2
fi
exec python3 bench/cpu/bench.py "$@"
