#!/bin/sh
# Damaged and hostile qcow2 images. Usage: tests/long/mutations.sh [images, 300000]; image N is always the same.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_MUTATIONS=${1:-300000}
need_count "$XEMU_MUTATIONS" 2147483647
export XEMU_MUTATIONS
campaign Xemu.Block.Tests -class Xemu.Block.Tests.Qcow2MutationTests
