"""Measures Aircache next to nginx, node, roapi and Datasette on the same records.

    python3 Benchmarks/http/bench.py            every row, about a quarter of an hour
    python3 Benchmarks/http/bench.py --quick    the essential rows, two minutes
    python3 Benchmarks/http/bench.py --write    the table also goes into docs/performance.md

It needs release builds of aircache and Benchmarks: `make bench` makes them.
"""

import argparse
import os
import platform
import subprocess
import sys
import time

import report
import servers
import upkeep
from checks import Mismatch
from dataset import FOLDER, PROGRAM, Dataset
from reads import ODD, Reads
from report import Row
from tools import ROOT, Tools, say


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the essential rows")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md too")
    options = parser.parse_args()
    for program in (servers.AIRCACHE, PROGRAM):
        if not program.exists():
            sys.exit(f"error: {program} is missing\ntry: make bench")
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("error: a core for the server and one for the load are needed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    tools = Tools()
    tools.install(peers=not options.quick)
    for name in ("nginx", "wrk"):
        if name in tools.absent:
            sys.exit(f"error: {name} is absent: {tools.absent[name]}")
    begun = time.monotonic()
    try:
        data = Dataset(50_000)
        reads = Reads(tools, data, options.quick).run()
    except Mismatch as error:
        sys.exit(f"error: {error}")
    rows, failure = read_rows(reads), ""
    if not options.quick:
        rows += peer_rows(reads.cases)
        # What is known by now is worth a table, whatever the rest comes to.
        try:
            for row in upkeep_rows(tools, data, reads):
                rows.append(row)
        except (Mismatch, RuntimeError, OSError, subprocess.SubprocessError) as error:
            failure = f"the rows from here on are missing: {error}"
    warning = report.noise(reads.cases, os.getloadavg()[1], os.cpu_count())
    warning = "\n\n".join(part for part in (warning, failure and f"**{failure}**") if part)
    what = facts(data, reads, time.monotonic() - begun)
    parts = (rows, reads.cases, what, tools.absent, warning)
    text = report.markdown(*parts)
    name = "quick" if options.quick else "bench"
    (FOLDER / f"{name}.md").write_text(text)
    (FOLDER / f"{name}.json").write_text(report.document(*parts))
    print(text)
    say(f"also in {FOLDER}/{name}.md and {name}.json")
    if failure:
        sys.exit(f"error: {failure}")
    if options.write:
        document = ROOT / "docs" / "performance.md"
        document.write_text(report.inserted(document.read_text(), text))


def read_rows(reads):
    """Aircache by itself and next to nginx."""
    cases = reads.cases
    def ratio(name, case, anchor, target=None, note=""):
        ours, theirs = cases[case], cases[anchor]
        cpu = [report.number(each.median("cpu_microseconds")) for each in (ours, theirs)]
        remark = f"{cpu[0]} µs of CPU, nginx {cpu[1]}" + (f"; {note}" if note else "")
        return Row(name, ours.rate / theirs.rate, " of nginx", target, remark)

    record, page, zipped = "nginx record", "nginx page", "nginx page, gzip"
    alone = cases.get("hummingbird record")
    floor = alone and report.number(alone.rate / cases[record].rate)
    return [
        ratio("one record, asked for before", "record, hot", record, ("≥", 0.90), "then 0.95"),
        ratio("one record from SQLite, all 50,000 at random", "record, SQLite", record,
              ("≥", 0.65), "then 0.75; nginx at random over as many files: "
              + report.number(cases["nginx records, all"].rate / cases[record].rate)),
        ratio("page of 100, asked for before", "page, hot", page, ("≥", 0.90), "then 0.95"),
        ratio("page of 100 from SQLite, all 500 at random", "page, SQLite", page, ("≥", 0.30),
              "then 0.45"),
        ratio("304 by entity tag", "304", record, ("≥", 1.00)),
        ratio("one record through the router", "router", record, ("≥", 0.27),
              "all 50,000 at random" + (f"; Hummingbird alone: {floor}" if floor else "")),
        ratio("one field of a record, through the router", "router, fields", record, None,
              "all 50,000 at random"),
        ratio("one record at random, as it is shipped", "record, all", record, None,
              "what fits is in memory"),
        ratio("page at random, as it is shipped", "page, all", page, None,
              "what fits is in memory"),
        ratio("page of 100, gzip", "page, gzip", zipped, None, "nginx sends a file made before"),
        ratio("`/v0`: one record", "v0 record", record),
        ratio("`/v0`: list of 100", "v0 list", page),
        Row("p99, one record from SQLite", cases["record, SQLite"].median("p99"), " ms",
            ("≤", 1.5)),
        Row("p99, page from SQLite", cases["page, SQLite"].median("p99"), " ms", ("≤", 4)),
        Row("resident, idle", reads.memory["idle"], " MB", ("≤", 40), "50,000 records"),
        Row("resident, under read load", reads.memory["load"], " MB", ("≤", 150)),
    ]


def peer_rows(cases):
    """Next to servers that people would take otherwise."""
    def against(peer, what, target):
        ours, theirs = cases[f"{what}, hot"], cases.get(f"{peer} {what}")
        value = ours.rate / theirs.rate if theirs else None
        return Row(f"{what} next to {peer}", value, " ×", target)

    return [against("roapi", "record", ("≥", 40)), against("roapi", "page", ("≥", 20)),
            against("datasette", "record", ("≥", 40)), against("datasette", "page", ("≥", 20)),
            against("node", "record", None), against("node", "page", None)]


def upkeep_rows(tools, data, reads):
    """Queries, syncs, growth, memory, start and files."""
    seconds = reads.seconds
    swift = upkeep.in_process()
    yield Row("filter, first 100 matches", swift.get("filter, with index"), " ms", ("≤", 1),
              f"without an index {swift.get('filter, no index')} ms")
    yield Row("filter, count", swift.get("filter, no index, count"), " ms", ("≤", 8),
              f"with an index {swift.get('filter, with index, count')} ms")
    sorts = upkeep.sorts()
    for what, column in (("", 1), (", right after a commit", 2)):
        slowest = max(sorts, key=lambda kind: sorts[kind][column])
        yield Row(f"sort, first 100, index made{what}", sorts[slowest][column], " ms", ("≤", 0.5),
                  f"the slowest of {len(sorts)} kinds of field, both directions: {slowest}")
    yield Row("ingest next to the sqlite3 program", swift.get("ratio"), " ×", ("≥", 0.8))
    say("reads while full syncs run")
    rest, busy, switches = upkeep.during_syncs(tools, seconds)
    failures = sum(sample.failures for sample in busy.samples)
    count = sum(sample.requests for sample in busy.samples)
    yield Row(
        "p99 while full syncs and switches run", busy.median("p99") / rest.median("p99"),
        " × at rest", ("≤", 2), f"{report.number(rest.median('p99'))} → "
        f"{report.number(busy.median('p99'))} ms, {count:,} requests, {switches} switches")
    yield Row("failed requests meanwhile", failures, "", ("≤", 0))
    say("500,000 records")
    memory, rate = upkeep.ingested()
    yield Row("resident after ingesting 500,000", memory, " MB", ("≤", 120),
              f"{report.number(rate)} records a second; in process, page by page")
    yield Row("start to first answer, 500,000", upkeep.start() * 1000, " ms", ("≤", 150))
    yield Row("the same, files not in the system's cache", upkeep.start(cold=True) * 1000, " ms")
    costs = upkeep.growth(tools, seconds)
    for what in ("record", "page"):
        small, large = costs[what, upkeep.SMALL], costs[what, upkeep.LARGE]
        yield Row(f"cost of a {what}, 5,000 → 500,000", large / small, " ×", ("≤", 1.3),
                  f"{report.number(small)} → {report.number(large)} µs of CPU")
    say("two cores")
    yield Row("two event loops on two cores", upkeep.two_loops(tools, data, seconds, ODD), " ×",
              ("≥", 1.8), "from CPU for one request through the router; the load is small")
    yield Row("the same, fast lane", upkeep.two_loops(tools, data, seconds, {}), " ×", None,
              "the load takes half of a core")
    say("files")
    for (name, part), (ours, best) in upkeep.files(tools, 3, reads.rounds).items():
        yield Row(f"file {name}, {part}", ours / best, " of nginx", ("≥", 0.8),
                  f"{report.number(ours)} a second; nginx at its best of sendfile on and off")


def facts(data, reads, seconds):
    smallest, mean, largest = data.sizes()
    model = subprocess.run(["lscpu"], capture_output=True, text=True).stdout
    names = [line.split(":", 1)[1].strip() for line in model.splitlines() if "Model name" in line]
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    return [
        f"{time.strftime('%Y-%m-%d')}, commit {commit or 'unknown'}, "
        f"{(names or ['unknown'])[0]}, {os.cpu_count()} cores, Linux {platform.release()}",
        f"{data.count:,} records of {smallest}–{largest} bytes, mean {mean}; pages of 100",
        f"32 connections by wrk on one core, the server on another; medians of {reads.rounds} "
        f"rounds of {reads.seconds} s; {seconds / 60:.0f} minutes in all",
        f"load average of the machine at the end: {os.getloadavg()[1]:.1f}; 2 is this run alone",
    ]


if __name__ == "__main__":
    main()
