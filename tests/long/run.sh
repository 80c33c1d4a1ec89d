# Sourced by the campaigns: builds a test project, runs chosen tests of it with their output, and says how long it took and how it ended.
# shellcheck shell=sh
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

# need_count VALUE LIMIT: counts that a test could not read would silently be its short default.
need_count() {
    case $1 in '' | *[!0-9]*) fail "'$1' is no count." ;; esac
    [ "${#1}" -le 18 ] && [ "$1" -ge 1 ] && [ "$1" -le "$2" ] || fail "the count $1 is not from 1 to $2."
}

# campaign PROJECT ARGUMENTS...: runs the tests that the arguments choose. A campaign that did nothing has not passed: skipped tests
# fail, and so does a choice that matches none.
campaign() {
    project=$1
    shift
    dotnet build -c Release -v quiet --nologo "tests/$project" || fail "tests/$project does not build."
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    started=$(date +%s)
    { "artifacts/bin/$project/release/$project" "$@" -showLiveOutput -noColor -failSkips 2>&1 || echo "campaign failed with exit code $?"; } | tee "$log"
    echo "$(basename "$0"): $(($(date +%s) - started)) s, load $(cut -d' ' -f1-3 /proc/loadavg)"
    ! grep -q '^campaign failed' "$log" || fail "a test failed or was skipped."
    grep -q 'Total: [1-9]' "$log" || fail "no test ran."
    echo "$(basename "$0"): passed"
}
