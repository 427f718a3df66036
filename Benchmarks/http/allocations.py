"""Counts allocations for one request and compares them with what each kind may take.

    python3 Benchmarks/http/allocations.py                   the debug build
    python3 Benchmarks/http/allocations.py --build release
    python3 Benchmarks/http/allocations.py --update          budgets from what is measured now

Times need a quiet machine; the number of allocations is the same on a busy one, and grows with most of
what makes a request slow. `make test` runs this.
"""

import argparse
import http.client
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import servers
from dataset import FOLDER
from tools import ROOT

HERE = Path(__file__).resolve().parent
BUDGETS = HERE / "budgets.json"
# What a budget is above what was measured when it was set. So few are left that what happens once a
# second, and whether a record came before, moves the figure by a fifth; a task or a copy more doubles it.
MARGIN = 0.5
RECORDS, REQUESTS, BATCHES = 1_000, 200, 5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="debug", choices=["debug", "release"])
    parser.add_argument("--update", action="store_true", help="write the budgets")
    options = parser.parse_args()
    program = ROOT / ".build" / options.build / "aircache"
    if not program.exists():
        sys.exit(f"error: {program} is missing\ntry: swift build --product aircache")
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = measure(program)
    budgets = json.loads(BUDGETS.read_text())
    if options.update:
        budgets[options.build] = {row: budget(value) for row, value in found.items()}
        BUDGETS.write_text(json.dumps(budgets, indent=2) + "\n")
    for row, value in found.items():
        print(f"{row}: {value:.1f} allocations, budget {budgets[options.build][row]}")
    problems = excesses(found, budgets[options.build])
    if problems:
        sys.exit("error: " + "\n       ".join(problems)
                 + "\ntry: find what allocates (docs/performance.md says how), or raise the budget "
                 "on purpose in Benchmarks/http/budgets.json")


def budget(value):
    return int(value * (1 + MARGIN)) + 1


def excesses(found, budgets):
    """What takes more than it may: a sentence each, with the row, the figure and the budget."""
    problems = [f"'{row}' has no budget" for row in found if row not in budgets]
    problems += [f"'{row}' was not measured" for row in budgets if row not in found]
    return problems + [
        f"'{row}' takes {value:.1f} allocations for one request; its budget is {budgets[row]}"
        for row, value in found.items() if row in budgets and value > budgets[row]]


def measure(program):
    """Allocations for one request, by row."""
    library, counts = FOLDER / "allocations.so", FOLDER / "allocations.count"
    compiler = shutil.which("clang") or shutil.which("cc")
    if not compiler:
        sys.exit("error: a C compiler is needed; Swift brings clang")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, HERE / "allocations.c"],
                   check=True)
    counts.unlink(missing_ok=True)
    folder = FOLDER / "allocations-data"
    shutil.rmtree(folder, ignore_errors=True)
    demo = subprocess.run(
        [program, "demo", "--records", str(RECORDS), "--tables", "1", "--data-dir", folder,
         "--port", "0", "--exit-after-sync"], capture_output=True, text=True, cwd=FOLDER)
    if demo.returncode != 0:
        sys.exit(f"error: no data: {demo.stderr}")
    base = os.listdir(folder / "bases")[0]
    with servers.aircache(folder, base, program=program, LD_PRELOAD=str(library),
                          ALLOCATION_COUNT_FILE=str(counts)) as server:
        table = json.loads(server.get("/api/tables")[2])["tables"][0]["id"]
        path = f"/api/tables/{table}"
        page = json.loads(server.get(f"{path}?pageSize={RECORDS}")[2])
        records = [f"{path}/{record['id']}" for record in page["records"]]
        tag = server.get(records[0])[1]["ETag"]
        client = Client(server, counts)
        return {
            "record, asked for before": client.least([records[0]]),
            "record, point read": client.least(records),
            "page of 100": client.least([f"{path}?page=1"]),
            "304": client.least([records[0]], {"If-None-Match": tag}, 304),
        }


class Client:
    """One connection, whose requests follow one another."""

    def __init__(self, server, counts):
        self.server, self.counts = server, counts
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def least(self, paths, headers=None, status=200):
        """Allocations for one request, of several batches the fewest: what runs in the
        background meanwhile only adds."""
        position, batches = 0, []
        for number in range(BATCHES + 1):
            before = self._count()
            for _ in range(REQUESTS):
                self._ask(paths[position % len(paths)], headers or {}, status)
                position += 1
            # The first batch fills caches.
            if number > 0:
                batches.append((self._count() - before) / REQUESTS)
        if min(batches) <= 0:
            sys.exit("error: allocations are not counted: the library was not loaded")
        return min(batches)

    def _ask(self, path, headers, status):
        self.connection.request("GET", path, headers={**self.server.headers, **headers})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != status or (status == 200) != bool(body):
            sys.exit(f"error: {path} is {answer.status}, {len(body)} bytes")

    def _count(self):
        return int.from_bytes(self.counts.read_bytes()[:8], sys.byteorder)


if __name__ == "__main__":
    main()
