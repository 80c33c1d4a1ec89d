#!/bin/sh
# Guest programs of the console's kernel, saved and loaded at many points of each run, with disks in memory and in images. Usage: tests/long/program-moments.sh [points of each run, 50]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_PROGRAM_MOMENTS=${1:-50}
need_count "$XEMU_PROGRAM_MOMENTS" 1000000
export XEMU_PROGRAM_MOMENTS
campaign Xemu.Kernel.Programs.Tests -class Xemu.Kernel.Programs.Tests.ProgramTests -class Xemu.Kernel.Programs.Tests.DiskImageTests
