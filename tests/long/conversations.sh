#!/bin/sh
# Migrations between machines, bent and cut. Usage: tests/long/conversations.sh [conversations a case, 2000] [seed, 1]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_STREAM_CONVERSATIONS=${1:-2000}
need_count "$XEMU_STREAM_CONVERSATIONS" 1000000
XEMU_STREAM_CUTS=$XEMU_STREAM_CONVERSATIONS
XEMU_STREAM_MUTATIONS=$((XEMU_STREAM_CONVERSATIONS * 10))
XEMU_SEED=${2:-1}
need_count "$XEMU_SEED" 1000000000
export XEMU_STREAM_CONVERSATIONS XEMU_STREAM_CUTS XEMU_STREAM_MUTATIONS XEMU_SEED
campaign Xemu.Migration.Tests -method '*Conversation_WithDamagedBytes*' -method '*Line_ThatIsCutAnywhere*' -method '*Restore_OfDamagedStreams*'
