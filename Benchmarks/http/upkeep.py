"""What a server does besides plain reads: start, grow, sync, and send files."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import time

import checks
import dataset
import servers
from dataset import FOLDER, Dataset
from load import Case, measure
from tools import say

LARGE, SMALL, MIDDLE = 500_000, 5_000, 50_000
SIZES = {"1k.bin": 1_000, "100k.bin": 100_000, "10m.bin": 10_000_000}
RANGES = {"1k.bin": (100, 899), "100k.bin": (1_000, 50_999), "10m.bin": (1_000_000, 1_999_999)}


def growth(tools, seconds):
    """CPU of one record and of one page, microseconds, by the number of records."""
    found = {}
    for count in (SMALL, LARGE):
        data = Dataset(count)
        # From SQLite: of the small base all answers would be in memory.
        with servers.aircache(data.data, data.base,
                              AIRCACHE_RESPONSE_CACHE_BYTES="off") as server:
            table = f"/api/tables/{data.table}"
            step = max(1, count // MIDDLE)
            checks.records(server, data, f"{table}/", step=max(1, count // 2_000))
            numbers = list(range(1, data.pages + 1, max(1, data.pages // 500)))
            checks.pages(server, data, lambda number: f"{table}?page={number}", numbers[:50])
            cases = [Case("record", server, [f"{table}/{name}" for name in data.ids[::step]]),
                     Case("page", server, [f"{table}?page={number}" for number in numbers])]
            for case in cases:
                for _ in range(3):
                    sample = measure(tools, case, seconds)
                    checks.require(sample.failures == 0, f"growth: {case.name} failed")
                found[case.name, count] = case.median("cpu_microseconds")
    return found


def start(cold=False):
    """Seconds from starting the process to its first record, of 500,000; median of five.

    cold: whether the files of the copy have to come from the disk; those of the program do not.
    """
    data = Dataset(LARGE)
    times = []
    for _ in range(5):
        if cold:
            forget(data.data)
        path = f"/api/tables/{data.table}/{data.ids[LARGE // 2]}"
        with servers.aircache(data.data, data.base, path=path) as server:
            checks.same(server, path, data.bodies[LARGE // 2])
            times.append(server.first_answer)
    return sorted(times)[len(times) // 2]


def forget(folder):
    """Asks the system to drop a folder's files from its cache."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with open(path, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ingested():
    """Most megabytes that filling a generation with 500,000 records takes, and their records a second.

    In process: over HTTP a full sync of them takes a quarter of an hour, at Airtable's five calls a second.
    """
    folder = FOLDER / "ingest"
    shutil.rmtree(folder, ignore_errors=True)
    found = parsed(program_output("fill", Dataset(LARGE).folder, folder))
    shutil.rmtree(folder, ignore_errors=True)
    checks.require(found.get("records") == LARGE, f"not all records came: {found}")
    return found["most memory, MB"], found["fill, verify, fsync, switch"]


def wait_for_data(server, seconds):
    server.get("/api/refresh", method="POST")
    deadline = time.monotonic() + seconds
    while server.get("/readyz")[0] != 200:
        checks.require(time.monotonic() < deadline, "the first sync does not end")
        time.sleep(0.05)


def during_syncs(tools, seconds):
    """p99 of one record at rest and while full syncs and switches follow one another.

    The simulator and wrk share a core in both; returns also how often the copy switched. A sync of the
    base's 5,000 records takes ten seconds, at Airtable's five calls a second.
    """
    folder = FOLDER / "syncing"
    shutil.rmtree(folder, ignore_errors=True)
    with servers.simulator(["--records", str(SMALL), "--tables", "1"]) as airtable:
        base = json.loads(airtable.get("/v0/meta/bases")[2])["bases"][0]["id"]
        with servers.aircache(folder, base, f"http://127.0.0.1:{airtable.port}") as server:
            wait_for_data(server, 300)
            table = json.loads(server.get("/api/tables")[2])["tables"][0]["id"]
            page = json.loads(server.get(f"/api/tables/{table}?pageSize=1000")[2])
            paths = [f"/api/tables/{table}/{record['id']}" for record in page["records"]]
            rest, busy = Case("rest", server, paths), Case("busy", server, paths)
            for _ in range(3):
                measure(tools, rest, seconds)
            ended = threading.Event()
            generations = set()
            refresher = threading.Thread(target=refresh, args=(server, ended, generations))
            refresher.start()
            try:
                while len(busy.samples) < 3 or sum(s.requests for s in busy.samples) < 60_000 \
                        or (len(generations) < 3 and len(busy.samples) < 12):
                    measure(tools, busy, max(seconds, 5))
            finally:
                ended.set()
                refresher.join()
    shutil.rmtree(folder, ignore_errors=True)
    return rest, busy, len(generations)


def refresh(server, ended, generations):
    """Asks for one full sync after the other until told to end."""
    while not ended.is_set():
        job = json.loads(server.get("/api/refresh", method="POST")[2])
        while not ended.is_set():
            run = json.loads(server.get(job["location"])[2])
            if run["status"] in ("succeeded", "failed"):
                checks.require(run["status"] == "succeeded", f"a sync failed: {run}")
                generations.add(run["generation"])
                break
            # Each look takes the time of some forty requests, from those that are measured.
            time.sleep(0.5)


def two_loops(tools, data, seconds, headers):
    """How much more two cores answer than one, by CPU for one request in both.

    headers: which way the requests go. wrk shares a core with the second loop: through the router it takes
    a tenth of it, in the fast lane half.
    """
    costs = {}
    for cores in ("0", "0,1"):
        with servers.aircache(data.data, data.base, core=cores) as server:
            paths = [f"/api/tables/{data.table}/{name}" for name in data.ids[:1_000]]
            case = Case(cores, server, paths, headers)
            for _ in range(3):
                before = server.thread_seconds()
                sample = measure(tools, case, seconds, core="1")
                checks.require(sample.failures == 0, "two loops: requests failed")
                used = sorted(now - before.get(name, 0)
                              for name, now in server.thread_seconds().items())
                checks.require(len(cores) == 1 or used[-2] > used[-1] / 3,
                               f"two loops: one did all the work: {used}")
            costs[cores] = case.median("cpu_microseconds")
    return 2 * costs["0"] / costs["0,1"]


def files(tools, seconds, rounds):
    """Rates of files, whole and in part: name → (ours, the best of nginx), answers a second."""
    folder, place = FOLDER / "files", FOLDER / "files-data"
    base, attachments = dataset.files(folder, SIZES)
    shutil.rmtree(place, ignore_errors=True)
    static = FOLDER / "files-static"
    static.mkdir(exist_ok=True)
    (static / "ready").touch()
    with servers.simulator(["--data", folder], makes_way=False) as airtable:
        with servers.aircache(place, base, f"http://127.0.0.1:{airtable.port}",
                              AIRCACHE_ATTACHMENTS="eager") as server:
            wait_for_data(server, 120)
            paths = {}
            for name, size in SIZES.items():
                path = f"/attachments/{attachments[name]}/{name}"
                (static / name).write_bytes(downloaded(server, path, size))
                paths[name] = path
            with servers.nginx(tools, static) as plain, \
                    servers.nginx(tools, static, sendfile=True) as sendfile:
                return compare(tools, [server, plain, sendfile], paths, static, seconds, rounds)


def downloaded(server, path, size):
    """A file's bytes, once they are there; they have the size and the hash that they should."""
    deadline = time.monotonic() + 60
    while True:
        status, fields, body = server.get(path)
        if status == 200:
            break
        checks.require(time.monotonic() < deadline, f"{path} is {status}")
        time.sleep(0.1)
    checks.require(len(body) == size, f"{path} has {len(body)} bytes")
    checks.require(hashlib.sha256(body).hexdigest() in fields["ETag"], f"{path}: another hash")
    return body


def compare(tools, all_servers, paths, static, seconds, rounds):
    cases = {}
    for name, path in paths.items():
        content = (static / name).read_bytes()
        first, last = RANGES[name]
        for server in all_servers:
            address = path if server.name == "aircache" else f"/{name}"
            part = {"Range": f"bytes={first}-{last}"}
            checks.same(server, address, content)
            checks.same(server, address, content[first:last + 1], part, 206)
            cases[name, "whole", server.name] = Case(name, server, [address])
            cases[name, "part", server.name] = Case(name, server, [address], part)
    for _ in range(rounds):
        for case in cases.values():
            sample = measure(tools, case, seconds)
            checks.require(sample.failures == 0, f"{case.name}: {sample.failures} failed")
    return {(name, kind): (cases[name, kind, "aircache"].rate,
                           max(cases[name, kind, "nginx"].rate,
                               cases[name, kind, "nginx-sendfile"].rate))
            for name in paths for kind in ("whole", "part")}


def in_process():
    """What the Swift part of the benchmarks says of ingest and queries: name → value."""
    say("ingest and queries, in process")
    return parsed(program("ingest", "queries"))


def sorts():
    """Milliseconds of the first 100, sorted by a field: kind → no index, index, after a commit."""
    say("sorts, in process")
    return parsed_sorts(program("ingest", "sorts"))


def program(*parts):
    return program_output(str(MIDDLE), *parts)


def program_output(*arguments):
    return subprocess.run([dataset.PROGRAM, *arguments], capture_output=True, text=True,
                          check=True).stdout


def parsed(output):
    """Numbers by name: `  name    12.3 ms` is 12.3."""
    line = re.compile(r"^  (\S.*?)\s{2,}([0-9.]+)( ms| a second)?$", re.M)
    return {name: float(value) for name, value, _ in line.findall(output)}


def parsed_sorts(output):
    """Lines of three numbers: `  kind    50.1    0.2    0.3`."""
    line = re.compile(r"^  (\S.*?)" + r"\s+([0-9]+\.[0-9]+)" * 3 + "$", re.M)
    return {name: tuple(map(float, values)) for name, *values in line.findall(output)}
