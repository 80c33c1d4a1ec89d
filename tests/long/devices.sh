#!/bin/sh
# Random accesses of every width and offset on each chipset device alone. Usage: tests/long/devices.sh [accesses a device, 20 million]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_RANDOM_ACCESSES=${1:-20000000}
need_count "$XEMU_RANDOM_ACCESSES" 2147483647
export XEMU_RANDOM_ACCESSES
campaign Xemu.Mcpx.Tests -method '*RandomAccesses_OfEveryWidthAndOffset_NeverThrow'
