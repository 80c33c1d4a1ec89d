#!/bin/sh
# Damaged and hostile discs (XDVDFS, CSO, CCI, CHD) and programs (XBE). Usage: tests/long/disc-mutations.sh [files of each kind, 1000000]; file N is always the same.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MUTATIONS=${1:-1000000}
need_count "$XEMU_MUTATIONS" 2147483647
export XEMU_MUTATIONS
campaign Xemu.Kernel.Xbe.Tests -class Xemu.Kernel.Xbe.Tests.XbeMutationTests
campaign Xemu.Block.Tests -class Xemu.Block.Tests.DiscMutationTests
