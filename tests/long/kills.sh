#!/bin/sh
# Writers of disk images and of the EEPROM, killed at random moments. Usage: tests/long/kills.sh [kills a case, 200]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_KILLS=${1:-200}
need_count "$XEMU_KILLS" 1000000
export XEMU_KILLS
campaign Xemu.Block.Tests -class Xemu.Block.Tests.KillTests -class Xemu.Block.Tests.SealKillTests
campaign Xemu.Mcpx.Tests -class Xemu.Mcpx.Tests.EepromKillTests
