#!/bin/sh
# Random programs under both CPU engines. Usage: tests/long/random-programs.sh [mean programs, 10000000] [seed, 1] [most seconds, 28800] [integer programs, 20000]
# Mean programs do what well-behaved ones avoid (Translator/Programs); integer programs are loops without faults.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MEAN_PROGRAMS=${1:-10000000}
XEMU_MEAN_SEED=${2:-1}
XEMU_MEAN_SECONDS=${3:-28800}
XEMU_PROGRAMS=${4:-20000}
XEMU_MEAN_NOTE=$(mktemp)
need_count "$XEMU_MEAN_PROGRAMS" 900000000000
need_count "$XEMU_MEAN_SEED" 900000000000000000
need_count "$XEMU_MEAN_SECONDS" 1000000
need_count "$XEMU_PROGRAMS" 2147483647
export XEMU_MEAN_PROGRAMS XEMU_MEAN_SEED XEMU_MEAN_SECONDS XEMU_PROGRAMS XEMU_MEAN_NOTE

# A program that ends the process leaves the seeds of the batches behind that ran.
last() { echo "random-programs.sh: the last batches of mean programs had the seeds $(od -A n -t u8 "$XEMU_MEAN_NOTE" | tr -s ' \n' ' ')"; rm -f "$XEMU_MEAN_NOTE"; }
(campaign Xemu.Cpu.X86.Tests -method 'Xemu.Cpu.X86.Tests.MeanProgramTests.*' -method 'Xemu.Cpu.X86.Tests.EngineTests.RandomPrograms_UnderBothEngines_EndInTheSameState') || {
    last
    exit 1
}
rm -f "$XEMU_MEAN_NOTE"
