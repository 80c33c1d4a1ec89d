#!/usr/bin/env python3
"""Runs the programs of programs.toml natively, under QEMU's translator and under engines of the platform; see run.sh."""
import argparse
import ctypes
import datetime
import gzip
import json
import os
import platform
import re
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import tomllib

import chart
import report

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(TOP, "artifacts", "bench", "cpu")
GUESTS = os.path.join(TOP, "tests", "guests", "out")
KERNEL_LINE = "console=ttyS0,115200 quiet cryptomgr.notests"
READY = "xemu-guest: shell ready"

# A Pentium III has MMX and SSE, and the C library shall choose nothing later on the host.
TUNABLES = "glibc.cpu.hwcaps=" + ",".join("-" + name for name in (
    "AVX", "AVX2", "AVX512F", "AVX512VL", "AVX512BW", "BMI1", "BMI2", "ERMS", "FSRM", "FMA", "FMA4", "LZCNT", "MOVBE", "POPCNT", "SSE2", "SSE3", "SSSE3", "SSE4_1", "SSE4_2"))
APPLETS = ("awk bunzip2 busybox bzip2 cat cut dd echo expr false find grep gunzip gzip head ln ls md5sum mkdir mount mv rm sed seq sh sha1sum "
           "sleep sort tail tar test tr true umount uname wc").split()


class Failure(Exception):
    """What the user reads, and nothing else."""


# Building what runs


def make_root(folder):
    """Lays out the file system that guest and host programs see."""
    debian = os.path.join(OUT, "debian")
    shutil.copytree(debian, folder, dirs_exist_ok=True)
    for name in ("bin", "bench", "dev", "proc", "tmp"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    shutil.copy(os.path.join(GUESTS, "busybox"), os.path.join(folder, "bin", "busybox"))
    shutil.copy(os.path.join(OUT, "objects", "cpu"), os.path.join(folder, "bin", "cpu"))
    for name in APPLETS:
        if name != "busybox":
            os.symlink("busybox", os.path.join(folder, "bin", name))
    for name in os.listdir(os.path.join(HERE, "guest")):
        shutil.copy(os.path.join(HERE, "guest", name), os.path.join(folder, "init" if name == "init" else "bench/" + name))


def archive(entries):
    """A gzip-packed cpio archive (newc) of (name, mode, device, data)."""
    parts = []
    for number, (name, mode, device, data) in enumerate([*entries, ("TRAILER!!!", 0, (0, 0), b"")], 1):
        fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0)
        header = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        parts += [header, b"\0" * (-len(header) % 4), data, b"\0" * (-len(data) % 4)]
    return gzip.compress(b"".join(parts), 9, mtime=0)


def root_entries(root):
    """The entries of a folder, and the console that the kernel opens for the first process."""
    yield "dev", 0o040755, (0, 0), b""
    yield "dev/console", 0o020600, (5, 1), b""
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(folders + files):
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, root)
            if os.path.islink(path):
                yield inside, 0o120777, (0, 0), os.readlink(path).encode()
            elif os.path.isdir(path):
                if inside != "dev":
                    yield inside, 0o040755, (0, 0), b""
            else:
                with open(path, "rb") as file:
                    yield inside, 0o100755, (0, 0), file.read()


def scaled(command, scale):
    return re.sub(r"\{(\d+)\}", lambda match: str(max(1, round(int(match[1]) * scale))), command)


def list_of(programs, scale):
    """The script that run.sh reads."""
    lines = [scaled("cpu text {1000000} >text", scale)]
    for program in programs:
        lines.append(" ".join(["program", program["name"], shlex.quote(program.get("prepare", ":")), shlex.quote(scaled(program["command"], scale))]))
    return "\n".join(lines) + "\n"


# Machines: a process each, whose standard output is the guest's console


def open_task_clock(pid):
    """A descriptor that gives the nanoseconds of a process and of its children to come, or -1 where the kernel grants none."""
    if platform.machine() != "x86_64":
        return -1
    # perf_event_open(2): type software, size, task clock, no sampling; inherited. The call's number is 298, and 8 is FD_CLOEXEC's flag.
    attributes = struct.pack("<IIQQQQQ16x", 1, 64, 1, 0, 0, 0, 2)
    return ctypes.CDLL(None).syscall(298, ctypes.create_string_buffer(attributes, 64), pid, -1, -1, 8)


class Machine:
    """A process that prints lines, each with its time."""

    def __init__(self, command, environment=None, fine=False):
        self.errors = tempfile.TemporaryFile()
        self.start = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, env=environment)
        self.counter = open_task_clock(self.process.pid) if fine else -1
        self.buffer = b""

    def cpu_seconds(self):
        """Processor time of the process and its children: by a counter of the kernel, else its clock and, in hundredths, what its ended children took."""
        if self.counter >= 0:
            return struct.unpack("Q", os.read(self.counter, 8))[0] / 1e9
        try:
            own = time.clock_gettime(~self.process.pid << 3 | 2)
            with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
                fields = file.read().rpartition(")")[2].split()
            return own + (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError):
            return float("nan")

    def lines(self, limit):
        """Lines with wall and CPU seconds of their arrival; ends with the output, and with nothing new within the limit."""
        end = time.monotonic() + limit
        while True:
            ready = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]
            now = time.monotonic()
            data = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not data:
                return
            cpu = self.cpu_seconds()
            *whole, self.buffer = (self.buffer + data).split(b"\n")
            for line in whole:
                end = now + limit
                yield line.decode("ascii", "replace").strip(), now, cpu

    def go_on(self):
        """Answers the machine, which waits until its line was seen."""
        try:
            self.process.stdin.write(b"\n")
            self.process.stdin.flush()
        except OSError:
            pass  # It has ended: its output tells.

    def last_words(self):
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - 2000))
        return (self.errors.read() + self.buffer).decode("utf-8", "replace").strip()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except OSError:
            pass  # What it did not read is of no use any more.
        if self.counter >= 0:
            os.close(self.counter)


class Native:
    name = "native"

    def __init__(self, fine):
        self.fine = fine

    def start(self, folder, programs_list):
        root = os.path.join(folder, "native")
        if os.path.exists(root):
            shutil.rmtree(root)
        shutil.copytree(os.path.join(folder, "root"), root, symlinks=True)
        with open(os.path.join(root, "bench", "list"), "w", encoding="ascii") as file:
            file.write(programs_list)
        namespace = [] if os.geteuid() == 0 else ["unshare", "--map-root-user"]
        return Machine([*namespace, "chroot", root, "/bin/sh", "/bench/run.sh"], {"PATH": os.environ["PATH"], "GLIBC_TUNABLES": TUNABLES},
                       self.fine)


class Guest:
    """A Linux guest; each kind of machine says how it is started with an initramfs."""

    def start(self, folder, programs_list):
        initrd = os.path.join(folder, "initramfs")
        with open(initrd, "wb") as file, open(os.path.join(folder, "base.gz"), "rb") as base:
            file.write(base.read())
            # The kernel unpacks one archive over the other.
            file.write(archive([("bench/list", 0o100644, (0, 0), programs_list.encode())]))
        return self.boot(folder, initrd)


class Tcg(Guest):
    name = "tcg"

    def __init__(self, qemu):
        self.qemu = qemu

    def boot(self, folder, initrd):
        return Machine([
            self.qemu, "-accel", "tcg", "-machine", "pc", "-cpu", "pentium3", "-m", "128", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
            "-kernel", os.path.join(GUESTS, "vmlinuz"), "-initrd", initrd, "-append", KERNEL_LINE])


class Engine(Guest):
    def __init__(self, program, name, settings):
        self.program, self.name, self.settings = program, name, settings

    def boot(self, folder, initrd):
        settings = [
            "machine.time=real", "machine.ram=128MiB", f"components.cpu.type={self.name}", f"components.boot.kernel={GUESTS}/vmlinuz",
            f"components.boot.initrd={initrd}", f"components.boot.command-line={KERNEL_LINE}", *self.settings]
        command = [self.program, "run", os.path.join(TOP, "machines", "xbox-linux.toml")]
        for setting in settings:
            command += ["--set", setting]
        return Machine(command, {**os.environ, "XEMU_DATA_HOME": os.path.join(folder, "data")})


# Measuring


def measure(kind, folder, programs, results, options):
    """Runs the programs on one kind of machine; one that fails is noted, and a new machine goes on behind it."""
    left = list(programs)
    while left:
        machine = kind.start(folder, list_of(left, options.scale))
        running, done = None, False
        try:
            for line, wall, cpu in machine.lines(options.limit):
                words = line.split()
                if not words:
                    continue
                if words[0] == "@begin" and len(words) == 2:
                    running, begun_wall, begun_cpu = words[1], wall, cpu
                    machine.go_on()
                elif words[0] == "@end" and len(words) == 5 and words[1] == running:
                    result = results.setdefault(running, {}).setdefault(kind.name, {"wall": [], "cpu": [], "guest": [], "sums": []})
                    result["wall"].append(wall - begun_wall)
                    result["cpu"].append(cpu - begun_cpu)
                    if words[3] != "-":
                        result["guest"].append(float(words[4]) - float(words[3]))
                    if words[2] != "0":
                        result["error"] = f"status {words[2]}"
                    machine.go_on()
                elif words[0] == "@sum" and len(words) >= 3 and words[1] == running:
                    result["sums"].append(words[2])
                    note(f"{kind.name:16} {running:14} {result['wall'][-1]:8.2f} s, processor {result['cpu'][-1]:8.2f} s  {result['sums'][-1]}")
                    left = [program for program in left if program["name"] != running]
                    running = None
                elif words[0] == "@done":
                    done = True
                    break
                else:
                    note(f"{kind.name:16} {line}")
        finally:
            machine.stop()
        if done:
            return
        failed = running or left[0]["name"]
        what = "did not end" if running else "did not start"
        note(f"{kind.name}: '{failed}' {what} within {options.limit} s (--limit), or the machine ended; it said: {machine.last_words()}")
        results.setdefault(failed, {}).setdefault(kind.name, {"wall": [], "cpu": [], "guest": [], "sums": []})["error"] = what
        if not running:
            return
        left = [program for program in left if program["name"] != running]


def measure_boot(kind, folder, boots, options):
    """Seconds from the start of the process to the shell, with the small initramfs that the tests have."""
    machine = kind.boot(folder, os.path.join(GUESTS, "initramfs.gz"))
    try:
        for line, wall, cpu in machine.lines(options.limit):
            if READY in line:
                boots.setdefault(kind.name, {"wall": [], "cpu": []})
                boots[kind.name]["wall"].append(wall - machine.start)
                boots[kind.name]["cpu"].append(cpu)
                note(f"{kind.name:16} {'boot':14} {wall - machine.start:8.2f} s, processor {cpu:8.2f} s")
                return
    finally:
        machine.stop()
    note(f"{kind.name}: no '{READY}' within {options.limit} s; the machine said: {machine.last_words()}")
    boots.setdefault(kind.name, {"wall": [], "cpu": []})["error"] = "did not reach the shell"


def note(text):
    print(text, file=sys.stderr, flush=True)


def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.partition("\n")[0].strip()
    except OSError:
        return "not known"


def describe(options):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    versions = []
    for path in (os.path.join(GUESTS, "VERSIONS"), os.path.join(OUT, "debian", "VERSIONS")):
        with open(path, encoding="utf-8") as file:
            versions += file.read().split()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ"),
        "processor": f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores",
        "kernel": platform.release(),
        "load": [os.getloadavg()],
        "qemu": first_line([options.qemu, "--version"]),
        "platform": first_line([options.program, "--version"]),
        "compiler": first_line(["gcc", "--version"]),
        "packages": versions,
        "rounds": options.rounds,
        "scale": options.scale,
        "clock": options.clock,
    }


def chosen(names, programs):
    """The programs of a list of names and sets."""
    known = {"all", "boot", "user", "system", *(program["name"] for program in programs)}
    for name in names:
        if name not in known:
            raise Failure(f"There is no program '{name}'; there are {', '.join(sorted(known))}.")
    return [program for program in programs if {"all", program["set"], program["name"]} & set(names)]


def arguments():
    parser = argparse.ArgumentParser(prog="bench/cpu/run.sh", description="Compares CPU engines with QEMU's translator and with the host.")
    parser.add_argument("engines", nargs="?", default="x86.interpreter", help="component types of CPUs, with commas (x86.interpreter); '' for none")
    parser.add_argument("programs", nargs="?", default="all", help="programs or sets (user, system, boot, all), with commas")
    parser.add_argument("--rounds", type=int, default=1, help="rounds, in which all take turns; the fastest counts (1)")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the programs' counts (1)")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall",
                        help="what is reported: wall time, or processor time of the process, for a machine that is busy with other things")
    parser.add_argument("--limit", type=float, default=600, help="seconds a program may take (600)")
    parser.add_argument("--set", action="append", default=[], dest="settings", metavar="KEY=VALUE", help="another key of the machine's manifest")
    parser.add_argument("--no-tcg", action="store_true", help="leaves QEMU out")
    parser.add_argument("--json", metavar="FILE", help="writes all that was measured")
    parser.add_argument("--svg", metavar="FILE", help="writes a chart")
    options = parser.parse_args()
    options.program = os.environ.get("XEMU_PROGRAM", os.path.join(TOP, "artifacts", "bin", "Xemu.Host", "release", "xemu-platform"))
    options.qemu = os.environ.get("QEMU", "qemu-system-i386")
    if options.rounds < 1 or options.scale <= 0:
        raise Failure("--rounds and --scale must be more than 0.")
    return options


def main():
    # Asked to end, it still stops its machines and removes its files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    with open(os.path.join(HERE, "programs.toml"), "rb") as file:
        programs = tomllib.load(file)["program"]
    names = options.programs.split(",")
    programs = chosen(names, programs)
    guests = [] if options.no_tcg else [Tcg(options.qemu)]
    guests += [Engine(options.program, name, options.settings) for name in options.engines.split(",") if name]
    # The counter costs a little at each switch between processes.
    native = Native(options.clock == "cpu")
    host, results, boots = describe(options), {}, {}
    with tempfile.TemporaryDirectory(prefix="xemu-cpu.", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        make_root(os.path.join(folder, "root"))
        with open(os.path.join(folder, "base.gz"), "wb") as file:
            file.write(archive(root_entries(os.path.join(folder, "root"))))
        for number in range(options.rounds):
            note(f"round {number + 1} of {options.rounds}")
            if {"all", "boot"} & set(names):
                for kind in guests:
                    measure_boot(kind, folder, boots, options)
            for kind in [native, *guests] if programs else []:
                measure(kind, folder, programs, results, options)
    host["load"].append(os.getloadavg())
    measured = {
        "host": host, "engines": [kind.name for kind in guests], "boot": boots,
        "programs": [{**{key: program[key] for key in ("name", "set", "origin")}, "command": scaled(program["command"], options.scale),
                      "results": results.get(program["name"], {})} for program in programs],
    }
    report.judge(measured)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(measured, file, indent=1)
    if options.svg:
        with open(options.svg, "w", encoding="utf-8") as file:
            file.write(chart.draw(measured))
    print(report.table(measured))
    for drift in report.drifts(measured):
        note(drift)
    faults = report.faults(measured)
    for fault in faults:
        note(f"WRONG: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"cpu: {failure}")
