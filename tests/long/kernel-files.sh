#!/bin/sh
# The kernel's file calls, wild ones and random ones, and power cuts. Usage: tests/long/kernel-files.sh [wild calls, 1000000] [sequences, 1000] [seed, 0]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_IO_CALLS=${1:-1000000}
XEMU_IO_RUNS=${2:-1000}
XEMU_KILLS=$XEMU_IO_RUNS
XEMU_SEED=${3:-0}
need_count "$XEMU_IO_CALLS" 2147483647
need_count "$XEMU_IO_RUNS" 1000000
[ "$XEMU_SEED" = 0 ] || need_count "$XEMU_SEED" 2147483647
export XEMU_IO_CALLS XEMU_IO_RUNS XEMU_KILLS XEMU_SEED
campaign Xemu.Kernel.Io.Tests -class Xemu.Kernel.Io.Tests.WildTests -class Xemu.Kernel.Io.Tests.ModelTests
campaign Xemu.Block.Tests -method '*Operations_PowerCutAtEachSector*'
