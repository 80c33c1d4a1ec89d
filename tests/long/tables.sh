#!/bin/sh
# The suites of the CPU's engines, of state, migration, gdb and the monitor with guest memory by tables. Usage: tests/long/tables.sh
set -eu
. "$(dirname "$0")/run.sh"
export XEMU_TEST_CPU=memory=table
(campaign Xemu.Cpu.X86.Tests -class '*.CoherenceTests' -class '*.RandomTablesTests' -class '*.GuestWindowsTests' -class '*.FpuFaultTests' -class '*.EngineTests' \
    -class '*.MeanProgramTests' -class '*.TranslatorConformanceTests' -class '*.TranslatorDebugConformanceTests')
(campaign Xemu.EndToEnd.Tests -class '*.StateTests' -class '*.LockstepTests' -class '*.LinuxTests' -class '*.SnapshotTests' -class '*.MigrateTests' -class '*.MigrateDiskTests' \
    -class '*.GdbTests' -class '*.QmpTests' -class '*.PowerButtonTests')
