#!/bin/sh
# Either side killed while a machine moves. Usage: tests/long/migration-kills.sh [kills a case, 50] [seed, random]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MIGRATE_KILLS=${1:-50}
need_count "$XEMU_MIGRATE_KILLS" 1000000
XEMU_SEED=${2:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
need_count "$XEMU_SEED" 1000000000
export XEMU_MIGRATE_KILLS XEMU_SEED
campaign Xemu.EndToEnd.Tests -method 'Xemu.EndToEnd.Tests.MigrateTests.Processes_Killed*' -method 'Xemu.EndToEnd.Tests.MigrateDiskTests.Processes_Killed*'
