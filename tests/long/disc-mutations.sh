#!/bin/sh
# Damaged and hostile files: programs (XBE), discs (XDVDFS, CSO, CCI, CHD), volumes (FATX), EEPROMs. Usage: tests/long/disc-mutations.sh [files of each kind, 1000000] [seed, 0]; file N of a seed is always the same.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MUTATIONS=${1:-1000000}
XEMU_SEED=${2:-0}
need_count "$XEMU_MUTATIONS" 2147483647
[ "$XEMU_SEED" = 0 ] || need_count "$XEMU_SEED" 2147483647
export XEMU_MUTATIONS XEMU_SEED

# A million files are made and read: in memory, where the host has such a folder.
[ ! -d /dev/shm ] || export TMPDIR=/dev/shm
campaign Xemu.Kernel.Xbe.Tests -class Xemu.Kernel.Xbe.Tests.XbeMutationTests
campaign Xemu.Kernel.Io.Tests -class Xemu.Kernel.Io.Tests.ProgramFuzzTests
campaign Xemu.Block.Tests -class Xemu.Block.Tests.DiscMutationTests
campaign Xemu.Block.Tests -class Xemu.Block.Tests.Fatx.FatxMutationTests
campaign Xemu.Mcpx.Tests -class Xemu.Mcpx.Tests.EepromMutationTests
