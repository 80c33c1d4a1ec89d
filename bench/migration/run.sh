#!/usr/bin/env bash
# Saves and restores beside dd, a reader in C and QEMU, in one run. Prints a table and the ratios that count.
#
#   bench/migration/run.sh [RAM_MIB] [ROUNDS] [FOLDER] [PARTS]
#
# RAM_MIB: the large machine, 8192. ROUNDS: 3. FOLDER: where files of twice that size go, on a disk that knows O_DIRECT.
# PARTS: of "small,save,restore,sparse,qemu", all of them.
# Needs a C compiler; QEMU is measured where it is installed (tests/guests/install-qemu.sh).
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${3:-$(mktemp -d "${TMPDIR:-/var/tmp}/xemu-bench.XXXXXX")}
trap '[ -n "${3:-}" ] || rm -rf "$folder"' EXIT
dotnet build -c Release --nologo -v quiet bench/migration/Xemu.Migration.Benchmarks >&2
lscpu | grep -E 'Model name|^CPU\(s\)' | sed 's/  */ /'
uname -sr
df --output=fstype,avail -h "$folder" | tail -1
echo
artifacts/bin/Xemu.Migration.Benchmarks/release/Xemu.Migration.Benchmarks "$folder" bench/migration "${1:-8192}" "${2:-3}" "${4:-small,save,restore,sparse,qemu}"
