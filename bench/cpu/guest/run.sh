# Runs the programs that /bench/list names, in the guest and on the host alike. Lines that start with '@' are for the one who measures:
# After @begin and @end it waits for an answer, an empty line, so that no time is counted twice or not at all where the host is slow to look.
# @begin NAME, @end NAME STATUS START END (seconds of the guest's clock, '-' on the host), @sum NAME CHECKSUM, @done.
export PATH=/bin HOME=/tmp LC_ALL=C
ulimit -c 0
mkdir -p /tmp/work
: >/tmp/empty
cd /tmp/work

# repeat COUNT COMMAND...
repeat() {
    local left=$1
    shift
    while [ "$left" -gt 0 ]; do
        "$@"
        left=$((left - 1))
    done
}

now() {
    clock=-
    [ ! -r /proc/uptime ] || read -r clock idle </proc/uptime
}

# program NAME PREPARATION COMMAND: what the command prints is kept from the console, and its checksum printed.
program() {
    eval "$2"
    echo "@begin $1"
    read -r answer
    now
    start=$clock
    (eval "$3") </tmp/empty >/tmp/out 2>/tmp/errors
    status=$?
    now
    echo "@end $1 $status $start $clock"
    read -r answer
    [ ! -s /tmp/errors ] || head -n 5 /tmp/errors
    echo "@sum $1 $(cat /tmp/out /tmp/errors | md5sum | cut -c 1-12)"
}

. /bench/list
echo "@done"
