# SPDX-License-Identifier: GPL-2.0-only
"""stop-cpu.py SOCKET: by QEMU's gdb server, lets all CPUs of a virtual machine go on but the last one. That CPU takes no interrupt any
more, as if it had hung with interrupts off."""
import re
import socket
import sys

server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])


def ask(text):
    server.sendall(f"${text}#{sum(text.encode()) % 256:02x}".encode())
    answer = b""
    while not re.search(rb"#..$", answer):
        answer += server.recv(65536)
    server.sendall(b"+")
    return answer.decode("latin-1")


ask("qSupported:multiprocess+;vContSupported+")
threads = re.findall(r"p[0-9a-f]+\.[0-9a-f]+", ask("qfThreadInfo") + ask("qsThreadInfo"))
packet = "vCont" + "".join(f";c:{thread}" for thread in threads[:-1])
server.sendall(f"${packet}#{sum(packet.encode()) % 256:02x}".encode())
print(f"stopped {threads[-1]} of {threads}", flush=True)
# All go on when nobody is connected any more: until the machine ends.
while server.recv(4096):
    pass
