#!/bin/sh
# Writers of snapshots, killed at random moments. Usage: tests/long/transport-kills.sh [kills a case, 200]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_KILLS=${1:-200}
need_count "$XEMU_KILLS" 1000000
export XEMU_KILLS
campaign Xemu.Transport.Tests -class Xemu.Transport.Tests.KillTests
