#!/bin/sh
# Random changes of page tables under both CPU engines. Usage: tests/long/random-tables.sh [programs of each kind, 1000] [seed, 1].
set -eu
. "$(dirname "$0")/run.sh"
XEMU_PROGRAMS=${1:-1000}
XEMU_SEED=${2:-1}
need_count "$XEMU_PROGRAMS" 2147483647
need_count "$XEMU_SEED" 2000
export XEMU_PROGRAMS XEMU_SEED
campaign Xemu.Cpu.X86.Tests -method 'Xemu.Cpu.X86.Tests.RandomTablesTests.RandomChanges_UnderBothEngines_AreWhatFreshWalksSee'
