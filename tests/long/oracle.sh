#!/bin/sh
# The long form of the host oracle: a million cases and more. Usage: tests/long/oracle.sh [cases per code] [seed]
set -eu
cd "$(dirname "$0")/../.."
XEMU_ORACLE_CASES="${1:-1250}"
XEMU_ORACLE_SEED="${2:-219540062}"
XEMU_ORACLE_REPORT="${XEMU_ORACLE_REPORT:-$PWD/artifacts/oracle-report.txt}"
export XEMU_ORACLE_CASES XEMU_ORACLE_SEED XEMU_ORACLE_REPORT
dotnet build -c Release tests/Xemu.Cpu.X86.Tests
exec artifacts/bin/Xemu.Cpu.X86.Tests/release/Xemu.Cpu.X86.Tests -method '*OracleTests.Interpreter_EveryCode_AgreesWithHost' -showLiveOutput
