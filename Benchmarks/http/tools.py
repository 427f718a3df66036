"""The programs that Aircache is compared with, in .build/bench-tools. Nothing is asked for, and
nothing is installed twice; nothing starts by itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".build" / "bench-tools"
# Debian packages that are unpacked and not installed: an nginx of the machine's own is left alone.
UNPACKED = ["nginx", "wrk", "libluajit-5.1-2", "libluajit-5.1-common", "libpcre2-8-0"]
PYTHON_PACKAGES = {"roapi": "roapi==0.12.7", "datasette": "datasette==0.65.2"}


class Tools:
    """Where each program is; `absent` holds the reason for each that is not there."""

    def __init__(self):
        self.absent = {}
        self.paths = {}

    def install(self, peers=True):
        FOLDER.mkdir(parents=True, exist_ok=True)
        self._unpack()
        self._find("nginx", FOLDER / "root/usr/sbin/nginx")
        self._find("wrk", FOLDER / "root/usr/bin/wrk")
        if peers:
            self._node()
            for name, requirement in PYTHON_PACKAGES.items():
                self._pip(name, requirement)

    def environment(self):
        """What programs of unpacked packages need to find their libraries."""
        libraries = FOLDER / "root/usr/lib/x86_64-linux-gnu"
        if not libraries.is_dir():
            found = sorted((FOLDER / "root/usr/lib").glob("*-linux-gnu"))
            libraries = found[0] if found else libraries
        return {**os.environ, "LD_LIBRARY_PATH": str(libraries)}

    def _find(self, name, path):
        if path.exists():
            self.paths[name] = str(path)
        elif shutil.which(name):
            self.paths[name] = shutil.which(name)
        else:
            self.absent.setdefault(name, "it is not installed, and could not be downloaded")

    def _unpack(self):
        if (FOLDER / "root/usr/bin/wrk").exists() and (FOLDER / "root/usr/sbin/nginx").exists():
            return
        say("downloading nginx and wrk from Debian")
        packages = FOLDER / "packages"
        packages.mkdir(exist_ok=True)
        for package in UNPACKED:
            got = run(["apt-get", "download", "-q", package], cwd=packages)
            if got.returncode != 0:
                reason = f"apt-get download {package}: {last_line(got)}"
                self.absent["wrk" if package.startswith(("wrk", "libluajit")) else "nginx"] = reason
        for package in packages.glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, FOLDER / "root"], check=True)

    def _node(self):
        if not shutil.which("node"):
            say("installing nodejs from Debian")
            sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
            command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nodejs"]
            got = run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command])
            if got.returncode != 0:
                self.absent["node"] = f"apt-get install nodejs: {last_line(got)}"
                return
        self._find("node", Path("/nonexistent"))

    def _pip(self, name, requirement):
        program = FOLDER / "python/bin" / name
        stamp = FOLDER / f"{name}.requirement"
        if not (program.exists() and stamp.exists() and stamp.read_text() == requirement):
            say(f"installing {requirement} from PyPI")
            if not (FOLDER / "python/bin/pip").exists():
                run([sys.executable, "-m", "venv", FOLDER / "python"])
            pip = FOLDER / "python/bin/pip"
            got = run([pip, "install", "-q", "--disable-pip-version-check", requirement])
            if got.returncode != 0:
                self.absent[name] = f"pip install {requirement}: {last_line(got)}"
                return
            stamp.write_text(requirement)
        self.paths[name] = str(program)


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, **options):
    try:
        return subprocess.run(command, capture_output=True, text=True, **options)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def last_line(got):
    lines = (got.stderr or got.stdout or "").strip().splitlines()
    return lines[-1] if lines else f"exit code {got.returncode}"
