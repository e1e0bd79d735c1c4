# SPDX-License-Identifier: GPL-2.0-only
"""One bit after the other of what the loader wrote is flipped on a bare virtual machine, and the purgatory is entered: what does it do?

The machine starts again after each try, with all its memory as it was; launcher.S asks for the bit. tests/corruption/run says how
this is called and what is expected."""
import argparse
import bisect
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time

from outcome import Tally, all_bits, judge, kind_of, some_bits

KERNEL, INITRD, DTB, CORE, MOVED, STAGED = 0x41200000, 0x43000000, 0x44000008, 0x44100000, 0x47000000, 0x46000000
SEGMENT, PARAMS, COPY = 0x45000000, 0x40010000, 0x4C000000
CHECKED, HANDOFF, OWN_DIGEST, STACK, TABLES = 0x300, 0x6000, 0x6FE0, 0x7000, 0xC000
WRITTEN_AT, TABLES_SIZE_AT, HANDOFF_SIZE = HANDOFF + 0x20, HANDOFF + 0x30, 0x1C8 + 48 * 16
ON_MISMATCH = {"reset": 0, "boot": 2}
REGIMES = {  # machine, processor, flags of the launcher, conduit of PSCI
    "el1": ("virt", "cortex-a57", 0, 1),
    "el2": ("virt,virtualization=on", "cortex-a57", 0, 2),
    "vhe": ("virt,virtualization=on", "neoverse-n1", 1, 2),
}
PARTS = {"kernel": KERNEL, "initrd": INITRD, "dtb": DTB, "elfcorehdr": CORE, "moved": STAGED}
OWN = ("unchecked", "code", "handoff", "digest", "tables", "digests")
# Seconds without a byte after which a machine hangs: first, and when what seemed to hang is tried again.
PATIENCE = "1.5,10"
TOO_MUCH = 100000  # bytes of a report that does not end


def filler(name, size):
    line = "".join(f"{name} {i}\n" for i in range(size // (len(name) + 2) + 1))
    return line.encode()[:size]


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


class Segment:
    """What make-segment wrote, and where its pieces are."""

    def __init__(self, policy, regime, make_segment):
        files = [f"{name}@{start:#x}={name}" for name, start in PARTS.items() if name != "moved"]
        subprocess.run([make_segment, "segment", f"segment={SEGMENT:#x}", f"entry={KERNEL:#x}", f"dtb={DTB:#x}", f"psci={REGIMES[regime][3]}",
                        f"on_mismatch={ON_MISMATCH[policy]}", *files, f"moved@{MOVED:#x}<{STAGED:#x}=moved"], check=True)
        self.bytes = open("segment", "rb").read()
        self.tables_end = TABLES + struct.unpack_from("<Q", self.bytes, TABLES_SIZE_AT)[0]

    def places(self, blob_size):
        """The range of memory of each part."""
        places = {name: (start, os.path.getsize(name)) for name, start in PARTS.items()}
        places["unchecked"] = (SEGMENT, CHECKED)
        places["code"] = (SEGMENT, blob_size)
        places["handoff"] = (SEGMENT + HANDOFF, HANDOFF_SIZE)
        places["digest"] = (SEGMENT + OWN_DIGEST, 32)
        places["tables"] = (SEGMENT + TABLES, self.tables_end - TABLES)
        places["digests"] = (SEGMENT + self.tables_end, len(self.bytes) - self.tables_end)
        return places


class Machine:
    """A virtual machine that starts again when it is reset, and its serial port."""

    def __init__(self, qemu, regime):
        model, processor, flags, _ = REGIMES[regime]
        write("params", struct.pack("<6Q", SEGMENT, flags, 0, KERNEL, COPY, os.path.getsize("kernel")))
        here, there = socket.socketpair()
        qmp, qmp_there = socket.socketpair()
        load = {"params": PARAMS, "segment": SEGMENT, **PARTS}
        arguments = [qemu, "-M", model, "-cpu", processor, "-m", "256M", "-accel", "tcg,tb-size=32", "-nodefaults", "-display", "none",
                     "-no-shutdown", "-kernel", "launcher.elf",
                     "-chardev", f"socket,id=serial,fd={there.fileno()}", "-serial", "chardev:serial",
                     "-chardev", f"socket,id=qmp,fd={qmp_there.fileno()}", "-mon", "chardev=qmp,mode=control"]
        for name, start in [*load.items(), ("kernel", COPY)]:
            arguments += ["-device", f"loader,file={name},addr={start:#x},force-raw=on"]
        self.process = subprocess.Popen(arguments, pass_fds=(there.fileno(), qmp_there.fileno()), stdin=subprocess.DEVNULL)
        there.close()
        qmp_there.close()
        self.serial, self.qmp = here, qmp
        self.events = b""
        self.command("qmp_capabilities")

    def command(self, name):
        self.qmp.sendall(json.dumps({"execute": name}).encode() + b"\n")

    def end(self):
        self.process.kill()
        self.process.wait()

    def has_ended(self):
        """Did the machine switch itself off?"""
        self.events += self.qmp.recv(65536)
        *lines, self.events = self.events.split(b"\n")
        return any(b'"SHUTDOWN"' in line for line in lines)

    def until_it_asks(self, patience):
        """What the machine says until it asks for the next bit, and how it ended: asks, off, hang."""
        said = b""
        while True:
            ready = select.select([self.serial, self.qmp], [], [], patience)[0]
            if self.qmp in ready and self.has_ended():
                self.command("system_reset")
                self.command("cont")
                self.until_it_asks(patience * 4)
                return said, "off"
            if self.serial in ready:
                chunk = self.serial.recv(65536)
                if not chunk:
                    sys.exit("corruption: qemu has ended")
                said += chunk
                if said.endswith(b"?"):
                    return said[:-1], "asks"
            if not ready or len(said) > TOO_MUCH:
                self.command("system_reset")
                return said + self.until_it_asks(max(patience, 10))[0], "hang"

    def try_bit(self, address, mask, patience):
        self.serial.sendall(struct.pack("<QB", address, mask))
        return self.until_it_asks(patience)


class Symbols:
    """Which function or constant an offset in the blob belongs to."""

    def __init__(self, nm, elf):
        lines = subprocess.run([nm, "-n", elf], check=True, capture_output=True, text=True).stdout.split("\n")
        self.at = [(int(line.split()[0], 16), line.split()[2]) for line in lines if len(line.split()) == 3 and line.split()[1] in "tTrR"
                   and not line.split()[2].startswith("$")]

    def name(self, offset):
        i = bisect.bisect_right(self.at, (offset, "~")) - 1
        return f"{self.at[i][1]}+{offset - self.at[i][0]:#x}"


def run_part(machine, options, regime, part, place, symbols):
    tally = Tally()
    start, size = place
    named = "purgatory" if part in OWN else part
    bits = all_bits(size) if options.all else some_bits(f"{options.seed} {regime} {options.policy} {part}", size, options.count)
    for offset, mask in bits:
        for patience in options.patience:
            said, end = machine.try_bit(start + offset, mask, patience)
            kind = kind_of(said, end, b"next:" in said, named, options.policy)
            if kind != "hang":
                break
        tally.add(kind)
        if options.verbose and kind not in ("named", "went-on"):
            where = f" {symbols.name(offset)}" if part in OWN[:2] else ""
            last = said.decode("latin-1").strip().split("\n")
            print(f"     {regime} {part}+{offset:#x} mask {mask:#04x}{where}: {kind}: {last[0]!r} ... {last[-1]!r}")
    return tally


def options_from(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--qemu", required=True)
    parser.add_argument("--make-segment", required=True)
    parser.add_argument("--blob", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--nm", required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--policy", choices=ON_MISMATCH, default="reset")
    parser.add_argument("--regimes", default="el1,el2,vhe")
    parser.add_argument("--parts", default=",".join([*PARTS, *OWN[1:]]))
    parser.add_argument("--patience", type=lambda text: [float(word) for word in text.split(",")], default=PATIENCE)
    parser.add_argument("--may-hang", type=int, default=0)
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args(arguments)


def main():
    options = options_from(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(99))
    symbols = Symbols(options.nm, options.elf)
    blob_size = os.path.getsize(options.blob)
    write("kernel", open("next.bin", "rb").read() + filler("kernel", 100003))
    for name, size in (("initrd", 70001), ("dtb", 5000), ("elfcorehdr", 4096), ("moved", 33333)):
        write(name, filler(name, size))
    failed = passed = 0
    for regime in options.regimes.split(","):
        segment = Segment(options.policy, regime, options.make_segment)
        machine = Machine(options.qemu, regime)
        try:
            machine.until_it_asks(30)
            good, end = machine.try_bit(SEGMENT + STACK, 1, 30)
            if end != "asks" or not re.search(rb"verified, entering kernel.*next: .*same=1 OK", good, re.DOTALL):
                sys.exit(f"corruption: with no bit flipped: {end}: {good.decode('latin-1')}")
            for part in options.parts.split(","):
                start = time.monotonic()
                tally = run_part(machine, options, regime, part, segment.places(blob_size)[part], symbols)
                good = "went-on" if options.policy == "boot" and part != "moved" else "named"
                why = judge(tally, good if part in PARTS else None, options.may_hang)
                passed, failed = passed + (not why), failed + bool(why)
                tally.print(f"{regime}/{options.policy}/{part}", why, time.monotonic() - start)
        finally:
            machine.end()
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


sys.exit(main())
