#!/bin/sh
# Random descriptor lists for the USB and AC'97 controllers. Usage: tests/long/device-lists.sh [memories a controller, 1 million]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MUTATIONS=${1:-1000000}
need_count "$XEMU_MUTATIONS" 2147483647
export XEMU_MUTATIONS
campaign Xemu.Mcpx.Tests -method '*Lists_OfRandomBytes*'
