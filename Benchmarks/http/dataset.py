"""The same records for every server: Aircache's data folder, files for nginx, CSV and SQLite."""

import csv
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

from tools import ROOT, say

FOLDER = ROOT / ".build" / "bench"
PROGRAM = ROOT / ".build" / "release" / "Benchmarks"
PAGE = 100


class Dataset:
    """Synthetic records, made by `Benchmarks prepare` and kept until that program is another."""

    def __init__(self, count):
        self.count = count
        self.folder = FOLDER / f"data-{count}"
        complete, program = self.folder / "complete", str(PROGRAM.stat().st_mtime_ns)
        if not complete.exists() or complete.read_text() != program:
            say(f"making {count} records")
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            subprocess.run([PROGRAM, "prepare", self.folder, str(count)], check=True,
                           stdout=subprocess.DEVNULL)
            complete.write_text(program)
        self.data = self.folder / "data"
        base = json.loads((self.folder / "base.json").read_text())
        self.base, self.table, self.field = base["base"], base["table"], base["field"]
        self.bodies = (self.folder / "records.ndjson").read_bytes().splitlines()
        # The id comes first in a record's bytes: {"id":"rec…
        self.ids = [body[7:24].decode() for body in self.bodies]

    @property
    def pages(self):
        return (self.count + PAGE - 1) // PAGE

    def page(self, number):
        """The records of a page, from 1, as they were made."""
        start = (number - 1) * PAGE
        return [json.loads(body) for body in self.bodies[start:start + PAGE]]

    def sizes(self):
        lengths = [len(body) for body in self.bodies]
        return min(lengths), sum(lengths) // len(lengths), max(lengths)

    def write_static(self, pages):
        """Files for nginx.

        pages: each page's number and the bytes that Aircache answers with, so that both send the
        same.
        """
        folder = self.folder / "static"
        if not (folder / "complete").exists():
            say("writing files for nginx")
            (folder / "record").mkdir(parents=True, exist_ok=True)
            for identifier, body in zip(self.ids, self.bodies):
                (folder / "record" / identifier).write_bytes(body)
            (folder / "complete").touch()
        (folder / "page").mkdir(exist_ok=True)
        for number, body in pages.items():
            (folder / "page" / str(number)).write_bytes(body)
        return folder

    def write_tables(self):
        """One row for each record, a column for each field, as CSV and in SQLite."""
        table, database = self.folder / "records.csv", self.folder / "records.db"
        if table.exists() and database.exists():
            return table, database
        say("writing CSV and SQLite for the peers")
        records = [json.loads(body) for body in self.bodies]
        names = sorted({name for record in records for name in record["fields"]})
        columns = ["id", "createdTime", *(f"c{index}" for index in range(len(names)))]
        rows = [[record["id"], record["createdTime"],
                 *(cell(record["fields"].get(name)) for name in names)] for record in records]
        with open(table, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
        with sqlite3.connect(database) as connection:
            keys = ", ".join("id TEXT PRIMARY KEY" if name == "id" else name for name in columns)
            connection.execute(f"CREATE TABLE records ({keys})")
            places = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO records VALUES ({places})", rows)
        return table, database


def cell(value):
    return json.dumps(value) if isinstance(value, (list, dict, bool)) else value


def files(folder, sizes):
    """A base for the simulator, with one attachment of each size.

    sizes: file name → bytes. Returns the base's id and the attachments' ids by file name.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "records").mkdir(parents=True)
    table = "tblBenchFiles0001"
    fields = [{"id": "fldBenchName00001", "name": "Name", "type": "singleLineText"},
              {"id": "fldBenchFile00001", "name": "File", "type": "multipleAttachments",
               "options": {"isReversed": False}}]
    schema = {"tables": [{"id": table, "name": "Files", "primaryFieldId": fields[0]["id"],
                          "fields": fields, "views": []}]}
    attachments = {name: f"attBench{index:09d}" for index, name in enumerate(sizes)}
    records = [{"id": f"recBench{index:09d}", "createdTime": "2026-01-01T00:00:00.000Z",
                "fields": {"Name": name, "File": [
                    {"id": attachments[name], "url": f"https://example.com/{name}",
                     "filename": name, "size": size, "type": "application/octet-stream"}]}}
               for index, (name, size) in enumerate(sizes.items())]
    base = "appBenchFiles0001"
    Path(folder / "base.json").write_text(json.dumps({"id": base, "name": "Files"}))
    Path(folder / "schema.json").write_text(json.dumps(schema))
    Path(folder / "records/Files.json").write_text(
        json.dumps({"table": table, "name": "Files", "records": records}))
    return base, attachments
