#!/bin/sh
# Damaged snapshots. Usage: tests/long/snapshot-mutations.sh [files, 1000000] [seed, 1]; file N of a seed is always the same.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MUTATIONS=${1:-1000000}
XEMU_SEED=${2:-1}
need_count "$XEMU_MUTATIONS" 2147483647
need_count "$XEMU_SEED" 2147483647
export XEMU_MUTATIONS XEMU_SEED
campaign Xemu.Migration.Format.Tests -class Xemu.Migration.Format.Tests.MutationTests
