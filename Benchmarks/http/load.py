"""Load by wrk on the other core, and what one run of it came to."""

import json
import random
import subprocess
from dataclasses import dataclass, field

from dataset import FOLDER
from servers import LOAD_CORE
from tools import ROOT

CONNECTIONS = 32


@dataclass
class Case:
    """Requests to one server that are measured together."""

    name: str
    server: object
    paths: list
    headers: dict = field(default_factory=dict)
    samples: list = field(default_factory=list)

    def median(self, name):
        values = sorted(getattr(sample, name) for sample in self.samples)
        return values[len(values) // 2]

    @property
    def rate(self):
        return self.median("rate")


@dataclass
class Sample:
    requests: int
    rate: float
    cpu_microseconds: float
    p50: float
    p99: float
    failures: int


def measure(tools, case, seconds, core=LOAD_CORE, connections=CONNECTIONS):
    """Runs wrk once and adds what it saw to the case. p50 and p99 are in milliseconds."""
    paths, headers = FOLDER / "paths.txt", FOLDER / "headers.txt"
    # In no order, but in the same for everybody: what is read next is not what was read before.
    shuffled = list(case.paths)
    random.Random(1).shuffle(shuffled)
    paths.write_text("\n".join(shuffled) + "\n")
    fields = {**case.server.headers, **case.headers}
    headers.write_text("".join(f"{name}: {value}\n" for name, value in fields.items()))
    environment = {**tools.environment(), "BENCH_PATHS": str(paths),
                   "BENCH_HEADERS": str(headers)}
    before = case.server.cpu_seconds()
    output = subprocess.run(
        ["taskset", "-c", core, tools.paths["wrk"], "-t1", f"-c{connections}", f"-d{seconds}s",
         "--timeout", "30s", "-s", ROOT / "Benchmarks/http/load.lua", f"http://127.0.0.1:{case.server.port}"],
        env=environment, capture_output=True, text=True, check=True).stdout
    used = case.server.cpu_seconds() - before
    case.samples.append(sample(output, used))
    return case.samples[-1]


def sample(output, cpu_seconds):
    """What wrk's last line says."""
    line = next(line for line in output.splitlines() if line.startswith("RESULT "))
    result = json.loads(line[len("RESULT "):])
    count = max(1, result["requests"])
    return Sample(
        requests=result["requests"], rate=result["requests"] * 1e6 / result["microseconds"],
        cpu_microseconds=cpu_seconds * 1e6 / count, p50=result["p50"] / 1000,
        p99=result["p99"] / 1000, failures=result["status"] + result["broken"])
