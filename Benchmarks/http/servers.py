"""Servers as processes on a core of their own, what they use, and their end."""

import http.client
import json
import os
import resource
import socket
import subprocess
import time

from dataset import FOLDER, PROGRAM
from tools import ROOT

AIRCACHE = ROOT / ".build" / "release" / "aircache"
TOKEN = "bench"
SERVER_CORE, LOAD_CORE = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that answers on a port of 127.0.0.1; ends with the `with` block."""

    def __init__(self, name, command, port, environment=None, core=SERVER_CORE, path="/",
                 headers=None, cwd=None, seconds=60):
        self.name, self.port, self.headers = name, port, headers or {}
        log = FOLDER / f"{name}.log"
        with open(log, "w") as output:
            self.process = subprocess.Popen(
                ["taskset", "-c", core, *map(str, command)], env=environment, cwd=cwd or FOLDER,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self.started = time.monotonic()
        self.first_answer = self._wait(path, seconds, log)

    def _wait(self, path, seconds, log):
        """Seconds until the first 200."""
        while time.monotonic() < self.started + seconds:
            if self.process.poll() is not None:
                break
            try:
                if self.get(path)[0] == 200:
                    return time.monotonic() - self.started
            except OSError:
                pass
            time.sleep(0.001)
        self.end()
        raise RuntimeError(f"{self.name} does not answer; see {log}")

    def get(self, path, headers=None, method="GET"):
        """Status, header fields and body of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, headers={**self.headers, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def processes(self):
        """Its process ids, children included: nginx works in one."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as file:
                        waiting += map(int, file.read().split())
            except FileNotFoundError:
                pass
        return found

    def cpu_seconds(self):
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except FileNotFoundError:
                pass
        return total / TICKS

    def settle(self, limit=10):
        """Waits until it works no more on requests whose client has left, at most `limit` seconds."""
        end = time.monotonic() + limit
        before = self.cpu_seconds()
        while time.monotonic() < end:
            time.sleep(0.1)
            after = self.cpu_seconds()
            if after - before < 0.02:
                return
            before = after

    def thread_seconds(self):
        """CPU of each thread of the process itself."""
        found = {}
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{thread}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            found[thread] = (int(fields[11]) + int(fields[12])) / TICKS
        return found

    def resident_megabytes(self):
        total = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/status") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
        return total / 1024

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def aircache(data, base, endpoint=None, path="/livez", core=SERVER_CORE, program=None,
             **settings):
    """`aircache serve` over a data folder, whose syncs happen only when asked for.

    program: another build than the release.
    """
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(FOLDER), "BEARER_TOKEN": TOKEN,
        "AIRCACHE_HOST": "127.0.0.1", "AIRCACHE_DATA_DIR": str(data), "SYNC_MODE": "manual",
        "AIRTABLE_PERSONAL_TOKEN": "patBench", "AIRTABLE_BASE_ID": base,
        # Port 9 discards: a call to Airtable fails at once.
        "AIRTABLE_ENDPOINT_URL": endpoint or "http://127.0.0.1:9",
        "AIRCACHE_ATTACHMENTS": "off", "AIRCACHE_FORWARD": "never",
        "AIRCACHE_LOG_LEVEL": "warning", **settings}
    return Server("aircache", [program or AIRCACHE, "serve", "--port", port], port, environment, core,
                  path, {"Authorization": f"Bearer {TOKEN}"}, seconds=180)


def simulator(arguments, core=LOAD_CORE, makes_way=True):
    """The Airtable simulator, without a rate limit.

    makes_way: it runs only while nobody else wants the core, so that what it does is not measured as
    ours: wrk, on the same core, would wait for its turn, and take that for the server's time.
    """
    port = free_port()
    behind = ["chrt", "--idle", "0"] if makes_way else []
    command = [*behind, AIRCACHE, "simulate", "--port", port, "--token", "patBench",
               "--no-rate-limit", *arguments]
    return Server("simulator", command, port, core=core, path="/v0/meta/bases",
                  headers={"Authorization": "Bearer patBench"}, seconds=120)


def nginx(tools, folder, sendfile=False):
    """nginx with one worker over a folder of static files, as it serves them fastest.

    Without sendfile small files and pages go out in one write; with it large files are not copied.
    """
    port = free_port()
    name = "nginx-sendfile" if sendfile else "nginx"
    place = FOLDER / name
    place.mkdir(parents=True, exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""
    # Each file that stays open takes a descriptor.
    descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    temporary = "".join(f"{kind}_temp_path {place}/{kind};" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    configuration = f"""
{user} daemon off; worker_processes 1; worker_rlimit_nofile {descriptors};
 pid {place}/pid; error_log {place}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; {temporary} default_type application/json;
  sendfile {"on" if sendfile else "off"}; tcp_nodelay on; output_buffers 2 256k;
  {"tcp_nopush on; sendfile_max_chunk 2m;" if sendfile else ""}
  open_file_cache max={min(200_000, descriptors // 2)} inactive=1h; open_file_cache_valid 1h; open_file_cache_min_uses 1;
  keepalive_requests 1000000000; keepalive_timeout 1h; gzip_static on;
  server {{ listen 127.0.0.1:{port}; location / {{ root {folder}; }} }}
}}
"""
    (place / "nginx.conf").write_text(configuration)
    command = [tools.paths["nginx"], "-p", place, "-c", place / "nginx.conf", "-e",
               place / "error.log"]
    return Server(name, command, port, tools.environment(), path="/ready")


def node(tools, record, page):
    port = free_port()
    script = ROOT / "Benchmarks/http/node.js"
    return Server("node", [tools.paths["node"], script, port, record, page], port, path="/record")


def hummingbird(_, record):
    """Hummingbird alone: what a request through the router costs at least."""
    port = free_port()
    return Server("hummingbird", [PROGRAM, "plain", port, record], port, path="/record")


def roapi(tools, table):
    port = free_port()
    place = FOLDER / "roapi.yml"
    # JSON is YAML.
    place.write_text(json.dumps({
        "addr": {"http": f"127.0.0.1:{port}", "postgres": f"127.0.0.1:{free_port()}",
                 "flight_sql": f"127.0.0.1:{free_port()}"},
        "tables": [{"name": "records", "uri": str(table)}]}))
    return Server("roapi", [tools.paths["roapi"], "-c", place], port,
                  path="/api/tables/records?limit=1")


def datasette(tools, database):
    port = free_port()
    return Server("datasette", [tools.paths["datasette"], "serve", "-i", database, "-h",
                                "127.0.0.1", "-p", port], port, path="/records.json")
