#!/bin/sh
# A Linux boot under x86.translator and x86.interpreter, compared all the way, with guest memory by windows and by tables. Usage: tests/long/lockstep.sh [instructions, 4000000000]
# The default count reaches the shell of the guest.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_LOCKSTEP_COUNT=${1:-4000000000}
need_count "$XEMU_LOCKSTEP_COUNT" 900000000000
export XEMU_LOCKSTEP_COUNT
campaign Xemu.EndToEnd.Tests -class Xemu.EndToEnd.Tests.LockstepTests
