#!/bin/sh
# Flash images of random x-codes, under both engines. Usage: tests/long/x-codes.sh [images an engine, 2000]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MUTATIONS=${1:-2000}
need_count "$XEMU_MUTATIONS" 2147483647
export XEMU_MUTATIONS
campaign Xemu.EndToEnd.Tests -method '*OpenRom_RandomXCodes_NeverHurtTheHost'
