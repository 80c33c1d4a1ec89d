#!/bin/sh
# Save at random moments, load in a new process, run on, compare every bit. Usage: tests/long/state-moments.sh [moments, 50] [instructions of the Linux run] [seed]
# The default count reaches the shell of the guest.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_STATE_MOMENTS=${1:-50}
XEMU_STATE_COUNT=${2:-2900000000}
need_count "$XEMU_STATE_MOMENTS" 100000
need_count "$XEMU_STATE_COUNT" 9000000000
export XEMU_STATE_MOMENTS XEMU_STATE_COUNT
if [ -n "${3:-}" ]; then
    need_count "$3" 2147483647
    export XEMU_SEED="$3"
fi
campaign Xemu.EndToEnd.Tests -class Xemu.EndToEnd.Tests.StateTests
