#!/bin/sh
# Random commands to the graphics chip. Usage: tests/long/gpu-methods.sh [methods, 200000000] [drawn methods, 2000000] [seed, 0] [methods drawn by the toolkit, 10000000]; case N of a seed is always the same.
set -eu
. "$(dirname "$0")/run.sh"
XEMU_GPU_METHODS=${1:-200000000}
XEMU_GPU_DRAWN_METHODS=${2:-2000000}
XEMU_SEED=${3:-0}
XEMU_GPU_TOOLKIT_METHODS=${4:-10000000}
need_count "$XEMU_GPU_METHODS" 2147483647
need_count "$XEMU_GPU_DRAWN_METHODS" 2147483647
need_count "$XEMU_GPU_TOOLKIT_METHODS" 2147483647
export XEMU_GPU_METHODS XEMU_GPU_DRAWN_METHODS XEMU_GPU_TOOLKIT_METHODS XEMU_SEED
campaign Xemu.Gpu.Nv2a.Tests -class Xemu.Gpu.Nv2a.Tests.Fuzz.FuzzTests -class Xemu.Gpu.Nv2a.Tests.Fuzz.ToolkitFuzzTests
