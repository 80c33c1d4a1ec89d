#!/bin/sh
# The platform, killed while it saves a whole machine. Usage: tests/long/save-kills.sh [kills, 200] [seed, random]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_SAVE_KILLS=${1:-200}
need_count "$XEMU_SAVE_KILLS" 1000000
XEMU_SEED=${2:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
need_count "$XEMU_SEED" 1000000000
export XEMU_SAVE_KILLS XEMU_SEED
campaign Xemu.EndToEnd.Tests -class Xemu.EndToEnd.Tests.SaveKillTests
