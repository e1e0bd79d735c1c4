# SPDX-License-Identifier: GPL-2.0-only
"""What a person at a terminal sees and a log does not: colours, and a line for work that takes long. KEXEC and MAKE_IMAGE name the
programs; else they are those of the build in the current folder."""
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
kexec = os.path.abspath(os.environ.get("KEXEC", "kexec/kexec"))
make_image = os.path.abspath(os.environ.get("MAKE_IMAGE", "tests/helpers/make-image"))
failed = 0


def expect(what, condition, seen=b""):
    global failed
    if not condition:
        failed = 1
        print(f"terminal: {what}: {seen!r}")


def read_all(fd, into):
    """Until the last writer is gone: of a terminal that is EIO."""
    try:
        while chunk := os.read(fd, 65536):
            into.append(chunk)
    except OSError:
        pass
    os.close(fd)


class Run:
    """kexec with stdout and stderr on terminals or pipes of their own."""

    def __init__(self, *arguments, out=False, err=False, **environment):
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TERM": "xterm"}
        env.update(environment)
        self.parts, threads, ends = ([], []), [], []
        for is_terminal, part in zip((out, err), self.parts):
            here, there = pty.openpty() if is_terminal else os.pipe()
            ends.append(there)
            threads.append(threading.Thread(target=read_all, args=(here, part)))
        self.threads = threads
        self.process = subprocess.Popen([kexec, *arguments], stdin=subprocess.DEVNULL, stdout=ends[0], stderr=ends[1],
                                        env={k: v for k, v in env.items() if v is not None})
        for fd in ends:
            os.close(fd)
        for thread in threads:
            thread.start()

    def end(self):
        """Returns stdout, stderr, once the program and its child have closed them."""
        for thread in self.threads:
            thread.join(30)
            expect("somebody still writes", not thread.is_alive())
        self.process.wait()
        return b"".join(self.parts[0]), b"".join(self.parts[1])


def colours(machine, image):
    load = (f"--sysroot={machine}", "--arch=arm64", "-p", image, "--append=quiet", "--dry-run")
    green = b"\033[32mK"

    plain, err = Run(*load).end()
    expect("a load works", b"crash load by kexec_load" in plain and not err, err)
    expect("no colours in a pipe", b"\033" not in plain, plain)
    out, err = Run(*load, out=True).end()
    expect("colours on a terminal", green in out, out)
    expect("and nothing on stderr", not err, err)
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", ""), ("TERM", None)):
        out, _ = Run(*load, out=True, **{name: value}).end()
        expect(f"no colours with {name}={value}", b"\033" not in out and b"KKK" in out, out)
    out, _ = Run(*load, out=True, NO_COLOR="").end()
    expect("an empty NO_COLOR is none", green in out, out)
    out, _ = Run(*load, err=True).end()
    expect("the terminal of stderr does not count for stdout", b"\033" not in out, out)
    out, err = Run(*load, "-d", err=True).end()
    expect("no colours in what -d prints", b"\033" not in err and b"elfcorehdr: " in err, err)

    check = (f"--sysroot={machine}", "--arch=arm64", "--check")
    plain, _ = Run(*check).end()
    expect("a check finds errors", b"\nerror    " in plain and b"\033" not in plain, plain)
    out, _ = Run(*check, out=True).end()
    expect("which are red on a terminal", b"\n\033[31merror   \033[0m " in out, out)

    wrong = ("--no-such-option",)
    expect("the name is bold on a terminal", Run(*wrong, err=True).end()[1].startswith(b"\033[1mkexec:\033[0m unknown"))
    expect("and plain in a log", Run(*wrong).end()[1].startswith(b"kexec: unknown"))
    expect("and with NO_COLOR", Run(*wrong, err=True, NO_COLOR="1").end()[1].startswith(b"kexec: unknown"))


def slow_load(fifo, image, seconds, *arguments, kill=False, **terminals):
    """A load of a kernel that comes through a pipe only after some seconds."""
    run = Run(*arguments, fifo, "--append=quiet", "--dry-run", **terminals)
    with open(fifo, "wb") as writer:
        time.sleep(seconds)
        if kill:
            run.process.send_signal(signal.SIGKILL)
        else:
            with open(image, "rb") as reader:
                shutil.copyfileobj(reader, writer)
    return run.end()


def stopped_terminal(fifo, image, load):
    """Ctrl-S, or a serial line that nobody reads: the load does not wait for it."""
    here, there = pty.openpty()
    termios.tcflow(there, termios.TCOOFF)
    with subprocess.Popen([kexec, *load, fifo, "--append=quiet", "--dry-run"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=there) as process:
        with open(fifo, "wb") as writer, open(image, "rb") as reader:
            time.sleep(0.8)
            shutil.copyfileobj(reader, writer)
        try:
            out, _ = process.communicate(timeout=20)
            expect("a load goes on if the terminal is stopped", b"crash load by kexec_load" in out, out)
        except subprocess.TimeoutExpired:
            process.kill()
            expect("a load ends if the terminal is stopped", False)
    termios.tcflow(there, termios.TCOON)
    os.close(there)
    os.close(here)


def progress(machine, image, fifo):
    load = (f"--sysroot={machine}", "--arch=arm64", "-p")
    line = b"\rkexec: reading and unpacking the files: "

    out, err = slow_load(fifo, image, 1.3, *load, err=True)
    expect("the load works", b"crash load by kexec_load" in out, out)
    expect("it is told after half a second", err.startswith(line + b"0.5 s"), err)
    expect("and again", err.count(line) >= 2, err)
    last = err[err.rfind(line):]
    text = last.split(b"\r")[1]
    expect("the line is erased", last == b"\r" + text + b"\r" + b" " * len(text) + b"\r", last)
    stopped_terminal(fifo, image, load)
    out, err = slow_load(fifo, image, 0, *load, err=True)
    expect("work that is short is not told", not err, err)
    out, err = slow_load(fifo, image, 0.8, *load, out=True)
    expect("nor is any in a log", not err and line not in out, err)
    out, err = slow_load(fifo, image, 0.8, *load, "-d", err=True)
    expect("nor any beside the output of -d", line not in err, err)
    out, err = slow_load(fifo, image, 0.8, *load, err=True, kill=True)
    expect("who tells it ends with the program", line in err, err)


def main():
    try:
        for fd in pty.openpty():
            os.close(fd)
    except OSError as error:
        print(f"SKIP terminal: there are no terminals: {error}")
        return 77
    if shutil.which("dtc") is None:
        print("SKIP terminal: the machines need dtc (device-tree-compiler), which is not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        machine, image, fifo = (os.path.join(folder, name) for name in ("machine", "Image", "fifo"))
        try:
            subprocess.run([os.path.join(top, "tests/golden/machine"), "unpack", "virt-8g-6.12", machine], check=True)
            subprocess.run([make_image, "size=4M", "image_size=40M", f"output={image}"], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"terminal: {error}")
            return 99
        os.mkfifo(fifo)
        colours(machine, image)
        progress(machine, image, fifo)
    return failed


sys.exit(main())
