#!/bin/sh
# Exports and traps of the console's kernel with odd arguments. Usage: tests/long/kernel-calls.sh [calls, 1000000] [first seed, 0]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_FUZZ_CALLS=${1:-1000000}
XEMU_FUZZ_SEED=${2:-0}
need_count "$XEMU_FUZZ_CALLS" 2147483647
export XEMU_FUZZ_CALLS XEMU_FUZZ_SEED
campaign Xemu.Kernel.Tests -class Xemu.Kernel.Tests.Fuzz.ExportFuzzTests -class Xemu.Kernel.Tests.Fuzz.TrapFuzzTests
