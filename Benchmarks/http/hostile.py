"""What clients see while others misuse the server, and what that costs in memory.

    python3 Benchmarks/http/hostile.py            idle and slow clients, non-readers, floods

Each attack has a fresh server over 50,000 records, and a well-behaved client that asks for a record
on a connection of its own every 20 ms. It must get every answer, and soon; memory must stay bounded.
It needs a release build of aircache and Benchmarks: `make bench-build` makes them.
"""

import resource
import socket
import sys
import threading
import time

import servers
from dataset import FOLDER, Dataset
from report import number, table
from tools import say

IDLE, SLOW, SILENT = 10_000, 2_000, 200
FLOOD_SECONDS = 10
# A client waits no longer than this, in milliseconds, and the server has no more memory, in MB.
LONGEST, MOST_MEMORY = 1_000, 300


def connect(server):
    client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def head(server, path):
    return (f"GET {path} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {servers.TOKEN}\r\n").encode()


class Witness(threading.Thread):
    """A client that asks and takes its answers."""

    def __init__(self, server, path):
        super().__init__()
        self.server, self.path = server, path
        self.ended = threading.Event()
        self.times, self.failures = [], []

    def run(self):
        while not self.ended.wait(0.02):
            begun = time.monotonic()
            try:
                status = self.server.get(self.path)[0]
            except OSError as error:
                status = error
            self.times.append((time.monotonic() - begun) * 1000)
            if status != 200:
                self.failures.append(status)


def idle(server, data):
    """Connections that send nothing."""
    clients = [connect(server) for _ in range(IDLE)]
    time.sleep(3)
    return clients


def slow(server, data):
    """Heads that come a byte at a time and never end."""
    clients = [connect(server) for _ in range(SLOW)]
    text = head(server, f"/api/tables/{data.table}")
    for position in range(20):
        for client in clients:
            try:
                client.send(text[position:position + 1])
            except OSError:
                pass
        time.sleep(0.2)
    return clients


def silent(server, data):
    """Clients that ask for a hundred large pages each, and take nothing."""
    clients = []
    text = head(server, f"/api/tables/{data.table}?pageSize=1000&page=2") + b"\r\n"
    for _ in range(SILENT):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(("127.0.0.1", server.port))
        client.sendall(text * 100)
        clients.append(client)
    time.sleep(5)
    return clients


def flood(server, data):
    """Addresses, header fields and tokens that never come twice."""
    clients = [connect(server) for _ in range(4)]
    until = time.monotonic() + FLOOD_SECONDS
    count = 0
    while time.monotonic() < until:
        for client in clients:
            count += 1
            name = data.ids[count % data.count]
            path = (f"/api/tables/{data.table}/{name}?fields={data.field}&{count:x}=1",
                    f"/api/tables/{data.table}?filterByFormula=%7B{data.field}%7D%3D%22{count}%22",
                    f"/api/tables/{data.table}/{name}", f"/{count}")[count % 4]
            text = head(server, path).replace(b"Host: x", f"Host: x{count}".encode())
            if count % 16 == 0:
                text = text.replace(servers.TOKEN.encode(), str(count).encode())
            client.sendall(text + b"\r\n")
        for client in clients:
            client.recv(1 << 16)
    return clients


def attack(data, make):
    """One line of the table: what it was, the witness's times and the memory; and whether it held."""
    say(f"{make.__name__}: {make.__doc__}")
    with servers.aircache(data.data, data.base) as server:
        path = f"/api/tables/{data.table}/{data.ids[7]}"
        before = server.resident_megabytes()
        witness = Witness(server, path)
        witness.start()
        clients = make(server, data)
        time.sleep(1)
        memory = server.resident_megabytes()
        witness.ended.set()
        witness.join()
        for client in clients:
            client.close()
        times = sorted(witness.times)
        served = not witness.failures and times[-1] < LONGEST and server.get(path)[0] == 200
        line = [make.__doc__, str(len(times)), str(len(witness.failures)),
                number(times[len(times) // 2]), number(times[-1]),
                f"{number(before)} → {number(memory)}"]
        return line, served and memory < MOST_MEMORY


def main():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = Dataset(50_000)
    found = [attack(data, make) for make in (idle, slow, silent, flood)]
    print(table(["attack", "asked meanwhile", "failed", "median ms", "longest ms", "memory MB"],
                [line for line, _ in found]))
    if not all(held for _, held in found):
        sys.exit(f"error: a client failed or waited {LONGEST} ms, or memory passed {MOST_MEMORY} MB")


if __name__ == "__main__":
    main()
