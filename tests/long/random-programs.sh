#!/bin/sh
# Random integer programs under both CPU engines. Usage: tests/long/random-programs.sh [programs, 20000] [seed, 1] [instructions of each, 40].
set -eu
. "$(dirname "$0")/run.sh"
XEMU_PROGRAMS=${1:-20000}
XEMU_SEED=${2:-1}
XEMU_INSTRUCTIONS=${3:-40}
need_count "$XEMU_PROGRAMS" 2147483647
need_count "$XEMU_SEED" 2000
need_count "$XEMU_INSTRUCTIONS" 1000
export XEMU_PROGRAMS XEMU_SEED XEMU_INSTRUCTIONS
campaign Xemu.Cpu.X86.Tests -method 'Xemu.Cpu.X86.Tests.EngineTests.RandomPrograms_UnderBothEngines_EndInTheSameState'
