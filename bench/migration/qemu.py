#!/usr/bin/env python3
"""Saves a stopped QEMU machine of random RAM to a file and prints one JSON line of seconds for each way.

Usage: qemu.py QEMU RAM_BYTES RAM_FILE OUT_FILE MODE...
RAM_FILE, on a file system in memory, is the machine's RAM and is there already.
Modes: stream, mapped, multifd, direct (mapped-ram with multifd and direct I/O).
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time


class Monitor:
    """A QMP connection."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(600):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        self.file = self.socket.makefile("rw")
        json.loads(self.file.readline())
        self.command("qmp_capabilities")

    def command(self, name, **arguments):
        self.file.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise SystemExit(f"{name}: {answer['error']['desc']}")


CAPABILITIES = {
    "stream": [],
    "mapped": ["mapped-ram"],
    "multifd": ["mapped-ram", "multifd"],
    "direct": ["mapped-ram", "multifd"],
}


def save(qemu, ram_bytes, ram_file, out_file, mode):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "qmp")
        process = subprocess.Popen([
            qemu, "-S", "-accel", "tcg", "-nodefaults", "-display", "none", "-m", str(ram_bytes // (1 << 20)),
            "-object", f"memory-backend-file,id=ram,size={ram_bytes},mem-path={ram_file},share=on",
            "-machine", "pc,memory-backend=ram", "-qmp", f"unix:{path},server=on,wait=off"])
        try:
            monitor = Monitor(path)
            wanted = CAPABILITIES[mode]
            monitor.command("migrate-set-capabilities", capabilities=[{"capability": name, "state": True} for name in wanted])
            parameters = {"max-bandwidth": 1 << 40}
            if "multifd" in wanted:
                parameters["multifd-channels"] = 2
            if mode == "direct":
                parameters["direct-io"] = True
            monitor.command("migrate-set-parameters", **parameters)
            if os.path.exists(out_file):
                os.remove(out_file)
            start = time.monotonic()
            monitor.command("migrate", uri=f"file:{out_file}")
            while True:
                status = monitor.command("query-migrate")
                if status["status"] in ("completed", "failed"):
                    break
                time.sleep(0.02)
            done = time.monotonic()
            if status["status"] == "failed":
                raise SystemExit(f"{mode}: {status.get('error-desc')}")
            # QEMU leaves buffered data to the kernel: what is saved only counts once it is on the disk.
            descriptor = os.open(out_file, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
            return {"mode": mode, "completed": done - start, "stable": time.monotonic() - start, "bytes": os.path.getsize(out_file)}
        finally:
            process.kill()
            process.wait()


def main():
    qemu, ram_bytes, ram_file, out_file, *modes = sys.argv[1:]
    for mode in modes:
        print(json.dumps(save(qemu, int(ram_bytes), ram_file, out_file, mode)), flush=True)


if __name__ == "__main__":
    main()
