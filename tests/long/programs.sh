#!/bin/sh
# The project's guest programs, saved at many moments, with disks in memory and in images, and the demo under both CPU engines. Usage: tests/long/programs.sh [moments a program, 50] [instructions of the demo, 2000000000]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_PROGRAM_MOMENTS=${1:-50}
XEMU_LOCKSTEP_COUNT=${2:-2000000000}
need_count "$XEMU_PROGRAM_MOMENTS" 100000
need_count "$XEMU_LOCKSTEP_COUNT" 900000000000
export XEMU_PROGRAM_MOMENTS XEMU_LOCKSTEP_COUNT
campaign Xemu.Kernel.Programs.Tests -class Xemu.Kernel.Programs.Tests.ProgramTests -class Xemu.Kernel.Programs.Tests.DiskImageTests -class Xemu.Kernel.Programs.Tests.LockstepTests
