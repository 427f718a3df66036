"""Reads by 32 connections: Aircache, nginx and the peers, in turns."""

import json

import checks
import servers
from contextlib import ExitStack
from load import Case, measure
from tools import say

ROUNDS, SECONDS = 3, 4
# A header field that is valid and rare: it takes the way of what is not answered from memory.
ODD = {"TE": "trailers"}


class Reads:
    """The measured cases by name."""

    def __init__(self, tools, dataset, quick=False):
        self.tools, self.dataset, self.quick = tools, dataset, quick
        self.cases, self.memory, self.peers = {}, {}, {}
        self.rounds, self.seconds = (2, 2) if quick else (ROUNDS, SECONDS)

    def run(self):
        with ExitStack() as stack:
            ours = stack.enter_context(servers.aircache(self.dataset.data, self.dataset.base))
            self.memory["idle"] = ours.resident_megabytes()
            # Another process over the same copy, which keeps no answers: it reads each from SQLite.
            bare = stack.enter_context(servers.aircache(
                self.dataset.data, self.dataset.base, AIRCACHE_RESPONSE_CACHE_BYTES="off"))
            self._aircache(ours, bare)
            self._nginx(stack)
            if not self.quick:
                self._peers(stack)
            self._load(ours)
            self._sources(ours, bare)
        return self

    def _add(self, name, server, paths, headers=None):
        self.cases[name] = Case(name, server, paths, headers or {})

    def _aircache(self, server, bare):
        data = self.dataset
        table = f"/api/tables/{data.table}"
        path = lambda number: f"{table}?page={number}"
        numbers = range(1, data.pages + 1)
        record = f"{table}/{data.ids[data.count // 2]}"
        say("checking Aircache's answers")
        checked = checks.records(server, data, f"{table}/", step=50 if self.quick else 1)
        say(f"{checked} records are byte for byte what they should be")
        self.pages = checks.pages(server, data, path, numbers)
        say(f"{len(self.pages)} pages hold what they should")
        tag = checks.not_modified(server, record)
        self.gzip = checks.compressed(server, path(1), self.pages[1])
        odd = [f"{table}/{identifier}?fields={data.field}" for identifier in data.ids]
        checks.projected(server, data, odd[:200], ODD)
        checks.list_page(server, data, f"/v0/{data.base}/{data.table}")
        checks.records(server, data, f"/v0/{data.base}/{data.table}/", step=100)
        self._add("record, hot", server, [record])
        records = [f"{table}/{identifier}" for identifier in data.ids]
        pages = [path(number) for number in numbers]
        self._add("record, SQLite", bare, records)
        self._add("record, all", server, records)
        self._add("page, hot", server, [path(1)])
        self._add("page, SQLite", bare, pages)
        self._add("page, all", server, pages)
        self._add("304", server, [record], {"If-None-Match": tag})
        self._add("router", server, records, ODD)
        self._add("router, fields", server, odd, ODD)
        self._add("page, gzip", server, [path(1)], {"Accept-Encoding": "gzip"})
        self._add("v0 record", server, [f"/v0/{data.base}/{data.table}/{data.ids[0]}"])
        self._add("v0 list", server, [f"/v0/{data.base}/{data.table}"])

    def _sources(self, ours, bare):
        """The rows say where answers came from; the servers' own counts must agree."""
        asked = sum(sample.requests for case in self.cases.values() if case.server is bare
                    for sample in case.samples)
        memory, sqlite = self._answers(bare)
        checks.require(memory == 0 and sqlite > 0.99 * asked,
                       f"of {asked} answers {sqlite} were read from SQLite, {memory} from memory")
        hot = sum(sample.requests for name in ("record, hot", "page, hot", "304", "page, gzip")
                  for sample in self.cases[name].samples)
        memory, _ = self._answers(ours)
        checks.require(memory > 0.99 * hot, f"of {hot} answers {memory} were sent from memory")

    def _answers(self, server):
        lane = json.loads(server.get("/api/stats")[2])["fastLane"]
        return lane["fromMemory"], lane["fromSQLite"]

    def _nginx(self, stack):
        data = self.dataset
        folder = data.write_static(self.pages)
        (folder / "ready").touch()
        (folder / "page" / "1.gz").write_bytes(self.gzip)
        server = stack.enter_context(servers.nginx(self.tools, folder))
        checks.records(server, data, "/record/", step=50)
        checks.same(server, "/page/1", self.pages[1])
        checks.same(server, "/page/1", self.gzip, {"Accept-Encoding": "gzip"})
        self._add("nginx record", server, [f"/record/{data.ids[data.count // 2]}"])
        self._add("nginx records, all", server, [f"/record/{name}" for name in data.ids])
        self._add("nginx page", server, ["/page/1"])
        self._add("nginx page, gzip", server, ["/page/1"], {"Accept-Encoding": "gzip"})

    def _peers(self, stack):
        data = self.dataset
        table, database = data.write_tables()
        middle, first = data.ids[data.count // 2], data.ids[:100]
        static = data.folder / "static"
        if self._start(stack, "node", servers.node, static / "record" / middle,
                       static / "page" / "1"):
            node = self.peers["node"]
            checks.same(node, "/record", (static / "record" / middle).read_bytes())
            checks.same(node, "/page", self.pages[1])
            self._add("node record", node, ["/record"])
            self._add("node page", node, ["/page"])
        if self._start(stack, "hummingbird", servers.hummingbird, static / "record" / middle):
            plain = self.peers["hummingbird"]
            checks.same(plain, "/record", (static / "record" / middle).read_bytes())
            self._add("hummingbird record", plain, ["/record"])
        forms = {
            "roapi": ("/api/tables/records?filter[id]='{}'&limit=1",
                      "/api/tables/records?limit=100"),
            "datasette": ("/records/records/{}.json?_shape=array",
                          "/records/records.json?_shape=array&_size=100"),
        }
        for name, argument in (("roapi", table), ("datasette", database)):
            if not self._start(stack, name, getattr(servers, name), argument):
                continue
            record, page = forms[name]
            checks.mentions(self.peers[name], record.format(middle), [middle])
            checks.mentions(self.peers[name], page, first)
            self._add(f"{name} record", self.peers[name], [record.format(middle)])
            self._add(f"{name} page", self.peers[name], [page])

    def _start(self, stack, name, start, *arguments):
        """Whether a peer runs; else the reason is kept."""
        if name in self.tools.absent:
            return False
        try:
            self.peers[name] = stack.enter_context(start(self.tools, *arguments))
        except (RuntimeError, OSError) as error:
            self.tools.absent[name] = str(error)
            return False
        return True

    def _load(self, ours):
        """Each round has every case once, so that a slow minute of the machine hits all."""
        peak = 0
        for number in range(self.rounds):
            say(f"round {number + 1} of {self.rounds}")
            for case in self.cases.values():
                sample = measure(self.tools, case, self.seconds)
                if sample.requests == 0:
                    # Slower than a run is long, as 32 pages at once are for some.
                    case.samples.pop()
                    sample = measure(self.tools, case, 5 * self.seconds)
                # Slow peers go on with what wrk asked for, on the core of the next case.
                case.server.settle()
                checks.require(sample.requests > 0, f"{case.name}: no answers")
                checks.require(sample.failures == 0,
                               f"{case.name}: {sample.failures} answers failed")
                if case.server is ours:
                    peak = max(peak, ours.resident_megabytes())
        self.memory["load"] = peak
