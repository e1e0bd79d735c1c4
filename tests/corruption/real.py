# SPDX-License-Identifier: GPL-2.0-only
"""One bit after the other of a load that a real kernel has armed is flipped: what does the purgatory do when that kernel has crashed?

A virtual machine boots, arms a capture kernel and crashes, once. It is stopped where it enters the purgatory, and its state is kept.
Each bit begins from there: restore, flip, go on. tests/corruption/real says how this is called and what is expected."""
import argparse
import json
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time

from outcome import Tally, judge, kind_of, some_bits

# common/handoff.h
HANDOFF, EMERGENCY, REGIONS, REGION_SIZE = 0x6000, 0x38, 0x1C8, 48
OWN_DIGEST, TABLES = 0x6FE0, 0xC000
HANDOFF_SIZE = REGIONS + 16 * REGION_SIZE
OWN = ("code", "handoff", "digest", "tables", "digests")
STARTED = rb"lab: stage capture "
BOOTS = 300  # seconds until the first kernel has armed the load, or the capture kernel has started


class Wire:
    """A socket pair, whose other end is a character device of QEMU."""

    def __init__(self, name):
        self.name = name
        self.ours, self.theirs = socket.socketpair()
        self.rest = b""

    def arguments(self):
        return ["-chardev", f"socket,id={self.name},fd={self.theirs.fileno()}"]

    def read(self):
        chunk = self.ours.recv(65536)
        if not chunk:
            sys.exit("corruption: qemu has ended")
        return chunk


class Machine:
    """A virtual machine with its serial port, its monitor and its debugger."""

    def __init__(self, options, disk):
        self.serial, self.qmp, self.gdb = Wire("serial"), Wire("qmp"), Wire("gdb")
        wires = (self.serial, self.qmp, self.gdb)
        self.process = subprocess.Popen(
            [*options.qemu, *(argument for wire in wires for argument in wire.arguments()), "-serial", "chardev:serial", "-gdb", "chardev:gdb", "-S",
             "-mon", "chardev=qmp,mode=control", "-display", "none", "-nic", "none", "-nodefaults",
             "-kernel", options.kernel, "-initrd", options.initrd, "-append", options.append],
            pass_fds=[wire.theirs.fileno() for wire in wires], stdin=subprocess.DEVNULL)
        for wire in wires:
            wire.theirs.close()
        self.said = b""
        self.was_reset = False
        self.command("qmp_capabilities")
        self.add_disk(disk)
        self.ask("QStartNoAckMode")
        self.ask("qSupported:multiprocess-")
        self.proceed()

    def end(self):
        self.process.kill()
        self.process.wait()

    # ---- the monitor ----

    def events(self):
        """The answer among what the monitor has said, if there is one."""
        answer = None
        self.qmp.rest += self.qmp.read()
        *lines, self.qmp.rest = self.qmp.rest.split(b"\n")
        for line in map(json.loads, lines):
            self.was_reset |= line.get("event") == "RESET" and line["data"].get("guest", False)
            if "return" in line or "error" in line:
                answer = line
        return answer

    def command(self, name, **arguments):
        self.qmp.ours.sendall(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n")
        answer = None
        while answer is None:
            answer = self.events()
        if "error" in answer:
            sys.exit(f"corruption: {name}: {answer['error']['desc']}")
        return answer["return"]

    def job(self, name, **arguments):
        """A command whose work goes on behind its answer."""
        self.command(name, **{"job-id": "job", **arguments})
        while True:
            job = self.command("query-jobs")[0]
            if job["status"] == "concluded":
                break
            time.sleep(0.01)
        self.command("job-dismiss", id="job")
        if "error" in job:
            sys.exit(f"corruption: {name}: {job['error']}")

    def add_disk(self, path):
        """A file for the state, which no device of the machine sees."""
        self.job("blockdev-create", options={"driver": "file", "filename": path, "size": 0})
        self.command("blockdev-add", **{"driver": "file", "node-name": "file", "filename": path})
        self.job("blockdev-create", options={"driver": "qcow2", "file": "file", "size": 1 << 20})
        self.command("blockdev-add", **{"driver": "qcow2", "node-name": "state", "file": "file"})

    def keep(self):
        self.job("snapshot-save", tag="entry", vmstate="state", devices=["state"])

    def restore(self):
        self.job("snapshot-load", tag="entry", vmstate="state", devices=["state"])
        self.said, self.was_reset = b"", False

    # ---- the debugger ----

    def packet(self):
        """The next packet of the debugger, or None if there is none yet."""
        match = re.search(rb"\$([^#]*)#..", self.gdb.rest)
        if not match:
            return None
        self.gdb.rest = self.gdb.rest[match.end():]
        return match[1].decode("latin-1")

    def send(self, text):
        self.gdb.ours.sendall(f"${text}#{sum(text.encode()) % 256:02x}".encode())

    def answer(self):
        while (packet := self.packet()) is None:
            self.gdb.rest += self.gdb.read()
        return packet

    def ask(self, text):
        self.send(text)
        answer = self.answer()
        if answer.startswith("E"):
            sys.exit(f"corruption: the debugger refuses {text}: {answer}")
        return answer

    def read(self, address, size):
        return b"".join(bytes.fromhex(self.ask(f"m{at:x},{min(1024, address + size - at):x}")) for at in range(address, address + size, 1024))

    def flip(self, address, mask):
        self.ask(f"M{address:x},1:{self.read(address, 1)[0] ^ mask:02x}")

    def place(self):
        """Where the processor is that has stopped."""
        return struct.unpack("<Q", bytes.fromhex(self.ask("p20")))[0]

    def stop_at(self, address):
        self.ask(f"Z1,{address:x},4")

    def do_not_stop_at(self, address):
        self.ask(f"z1,{address:x},4")

    def proceed(self):
        self.send("c")

    def interrupt(self):
        self.gdb.ours.sendall(b"\x03")
        self.answer()

    # ---- both ----

    def until(self, pattern, seconds):
        """Lets the machine run until it has said that (if there is a pattern), has stopped by itself, was reset, or has said nothing for so
        many seconds. Returns said, stopped, reset or hang; it stands still in the end."""
        while True:
            wires = [self.serial, self.qmp, self.gdb]
            ready = [wire for wire in wires if wire.ours in select.select([wire.ours for wire in wires], [], [], seconds)[0]]
            if self.serial in ready:
                self.said += self.serial.read()
            if self.qmp in ready:
                self.events()
            if self.gdb in ready:
                self.gdb.rest += self.gdb.read()
            if (packet := self.packet()) is not None:
                return "stopped" if packet[0] in "TS" else sys.exit(f"corruption: the debugger says {packet}")
            why = "reset" if self.was_reset else "said" if pattern and re.search(pattern, self.said) else None if ready else "hang"
            if why:
                self.interrupt()
                return why


class Load:
    """What is armed: what the handoff says of it, in the memory of the machine."""

    def __init__(self, machine, segment):
        handoff = machine.read(segment + HANDOFF, HANDOFF_SIZE)
        magic, _, _, count, _, at, written, _, tables_size = struct.unpack_from("<8sIIIIQQQQ", handoff)
        if magic != b"WRMKHNDF" or at != segment:
            sys.exit(f"corruption: there is no handoff at {segment + HANDOFF:#x}")
        self.entry = struct.unpack_from("<Q", handoff, EMERGENCY + 8)[0]
        self.places = {}
        for i in range(count):
            start, _, size, _, name = struct.unpack_from("<QQQQ16s", handoff, REGIONS + i * REGION_SIZE)
            self.places[name.rstrip(b"\0").decode()] = (start, size)
        code = len(machine.read(segment, HANDOFF).rstrip(b"\0"))
        self.places.update(code=(segment, code), handoff=(segment + HANDOFF, HANDOFF_SIZE), digest=(segment + OWN_DIGEST, 32),
                           tables=(segment + TABLES, tables_size), digests=(segment + TABLES + tables_size, written - TABLES - tables_size))


def expect(machine, wanted, pattern, seconds):
    end = machine.until(pattern, seconds)
    if end != wanted:
        sys.exit(f"corruption: {end} instead of {wanted} ({pattern}); the machine has said:\n{machine.said.decode('latin-1')[-3000:]}")


def crash(machine):
    """Arms, crashes, stops at the purgatory. Returns the load."""
    expect(machine, "said", rb"lab: armed\r?\n", BOOTS)
    segment = re.findall(rb"lab: segment purgatory (0x[0-9a-f]+)", machine.said)
    if not segment:
        sys.exit(f"corruption: the guest does not say where the purgatory is:\n{machine.said.decode('latin-1')}")
    segment = int(segment[-1], 16)
    machine.stop_at(segment)
    machine.proceed()
    machine.serial.ours.sendall(b"flipped\n")
    expect(machine, "stopped", None, BOOTS)
    if machine.place() != segment:
        sys.exit(f"corruption: stopped at {machine.place():#x} instead of {segment:#x}")
    machine.do_not_stop_at(segment)
    machine.ask("Qqemu.PhyMemMode:1")
    return Load(machine, segment)


def verify(machine, load):
    """With no bit flipped the purgatory verifies and enters the capture kernel."""
    machine.restore()
    machine.proceed()
    expect(machine, "stopped", None, BOOTS)
    if machine.place() != load.entry or b"purgatory: verified, entering kernel" not in machine.said:
        sys.exit(f"corruption: with no bit flipped: {machine.place():#x}: {machine.said.decode('latin-1')}")


def prove(machine, load):
    """The capture kernel that is entered gets as far as its first process."""
    machine.stop_at(load.entry)
    verify(machine, load)
    machine.do_not_stop_at(load.entry)
    machine.proceed()
    expect(machine, "said", STARTED, BOOTS)
    machine.stop_at(load.entry)


def try_bit(machine, address, mask, patience):
    machine.restore()
    machine.flip(address, mask)
    machine.proceed()
    return machine.until(STARTED, patience)


def run_part(machine, load, part, bits, options):
    tally = Tally()
    start, _ = load.places[part]
    for offset, mask in bits:
        end = try_bit(machine, start + offset, mask, options.patience)
        kind = kind_of(machine.said, end, end in ("stopped", "said"), "purgatory" if part in OWN else part, "reset")
        tally.add(kind)
        if options.verbose and kind != "named":
            print(f"     {part}+{offset:#x} mask {mask:#04x}: {kind}: {machine.said!r}", flush=True)
    return tally


def options_from(arguments):
    parser = argparse.ArgumentParser()
    for name in ("--kernel", "--initrd", "--append", "--disk", "--what"):
        parser.add_argument(name, required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--patience", type=float, default=30)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("qemu", nargs="+")
    return parser.parse_args(arguments)


def main():
    options = options_from(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(99))
    machine = Machine(options, options.disk)
    passed = failed = 0
    try:
        load = crash(machine)
        machine.keep()
        prove(machine, load)
        for part, (_, size) in load.places.items():
            start = time.monotonic()
            tally = run_part(machine, load, part, some_bits(f"{options.seed} {part}", size, -(-options.count // len(load.places))), options)
            why = judge(tally, None if part in OWN else "named")
            passed, failed = passed + (not why), failed + bool(why)
            tally.print(f"{options.what}/{part}", why, time.monotonic() - start)
        verify(machine, load)
    finally:
        machine.end()
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


sys.exit(main())
