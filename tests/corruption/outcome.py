# SPDX-License-Identifier: GPL-2.0-only
"""Which bits are flipped, what may come of a flipped bit, and what of that is good enough."""
import random
import re

OWN_CODE = "purgatory: its own code is damaged"

# The order is that of the table.
KINDS = ("named", "exception", "other-words", "silent-reset", "went-on", "off", "hang", "waits", "silent-start")


def kind_of(said, end, started, name, policy):
    """What the purgatory made of a flipped bit of the part of that name: by what it said, how it ended (off, hang, or else a reset), and
    whether the next kernel was entered."""
    text = said.decode("latin-1").replace("\r", "")
    named = name == "purgatory" and OWN_CODE in text or re.search(rf"^purgatory: {name} at 0x[0-9a-f]+\+0x[0-9a-f]+: .*SHA-256 mismatch$", text, re.MULTILINE)
    exception = "purgatory: exception: " in text
    if started:
        return "went-on" if policy == "boot" and (named or exception) and "going on" in text else "silent-start"
    if end == "off":
        return "off"
    if end == "hang":
        return "waits" if "cannot be reset; waiting" in text else "hang"
    if named:
        return "named"
    return "exception" if exception else "other-words" if text.strip() else "silent-reset"


def all_bits(size):
    """The offset and the mask of each bit of so many bytes."""
    return [(byte, 1 << bit) for byte in range(size) for bit in range(8)]


def some_bits(seed, size, count):
    """So many of them: the same ones for the same seed."""
    chance = random.Random(seed)
    return [(chance.randrange(size), 1 << chance.randrange(8)) for _ in range(count)]


class Tally:
    def __init__(self):
        self.count = dict.fromkeys(KINDS, 0)
        self.all = 0

    def add(self, kind):
        self.count[kind] += 1
        self.all += 1

    def __str__(self):
        return ", ".join(f"{self.count[kind]} {kind}" for kind in KINDS if self.count[kind])

    def print(self, what, why, seconds):
        print(f"{'FAIL' if why else 'PASS'} {what}: {self.all} bits: {self}{'; ' + why if why else ''} ({seconds:.1f} s)", flush=True)


def judge(tally, good, may_hang=0):
    """Why this is not good enough, or None. good: what all must be; None: anything that is reported or resets."""
    count = tally.count
    for kind in ("silent-start", "hang", "waits", "off"):
        if count[kind] > (may_hang if kind == "hang" else 0):
            return f"{count[kind]} {kind}"
    return f"{tally.all - count[good]} not named" if good and count[good] != tally.all else None
