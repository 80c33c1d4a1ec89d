#!/bin/sh
# Random programs as shaders: accepted by Khronos' checkers, and run on the host's Vulkan against the software renderer. Usage: tests/long/shaders.sh [shaders of a kind, 3000]
set -eu
. "$(dirname "$0")/run.sh"
XEMU_SHADERS=${1:-3000}
need_count "$XEMU_SHADERS" 1000000
export XEMU_SHADERS
campaign Xemu.Renderer.Toolkit.Tests
