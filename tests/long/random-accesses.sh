#!/bin/sh
# A guest that reads and writes anything anywhere, on the whole machines. Usage: tests/long/random-accesses.sh [accesses a machine, 100 million] [seed]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_RANDOM_ACCESSES=${1:-100000000}
need_count "$XEMU_RANDOM_ACCESSES" 1000000000000
export XEMU_RANDOM_ACCESSES
if [ -n "${2:-}" ]; then
    need_count "$2" 2147483647
    export XEMU_SEED="$2"
fi
campaign Xemu.EndToEnd.Tests -class Xemu.EndToEnd.Tests.RandomAccessTests
