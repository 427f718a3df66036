"""Every answer that is measured is looked at beforehand, byte for byte, away from the load."""

import gzip
import http.client
import json


class Mismatch(Exception):
    """An answer is not what the records say."""


def require(holds, what):
    if not holds:
        raise Mismatch(what)


def answers(server, paths, headers=None):
    """The answers to many paths over one connection: path, status, header fields, body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    fields = {**server.headers, **(headers or {})}
    try:
        for path in paths:
            connection.request("GET", path, headers=fields)
            answer = connection.getresponse()
            yield path, answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def records(server, dataset, prefix, step=1):
    """Records at `prefix` + id have the very bytes that they were made with."""
    ids, bodies = dataset.ids[::step], dataset.bodies[::step]
    found = answers(server, (prefix + identifier for identifier in ids))
    for (path, status, _, body), expected in zip(found, bodies, strict=True):
        require(status == 200 and body == expected, f"{server.name}: {path} is another record")
    return len(ids)


def pages(server, dataset, path, numbers):
    """Pages hold the records that they should. Returns each page's bytes by number."""
    found = {}
    for (name, status, _, body), number in zip(
            answers(server, map(path, numbers)), numbers, strict=True):
        require(status == 200 and json.loads(body)["records"] == dataset.page(number),
                f"{server.name}: {name} has other records")
        found[number] = body
    return found


def list_page(server, dataset, path):
    """The first page in Airtable's own form."""
    _, status, _, body = next(answers(server, [path]))
    require(status == 200 and json.loads(body)["records"] == dataset.page(1),
            f"{server.name}: {path} has other records")


def projected(server, dataset, paths, headers):
    """Records reduced to one field."""
    for (path, status, _, body), record in zip(
            answers(server, paths, headers), dataset.bodies, strict=False):
        expected = json.loads(record)
        expected["fields"] = {name: value for name, value in expected["fields"].items()
                              if name == dataset.field}
        require(status == 200 and json.loads(body) == expected, f"{server.name}: {path} differs")


def not_modified(server, path):
    """An entity tag that the answer to it is a 304 without a body."""
    _, status, fields, _ = next(answers(server, [path]))
    require(status == 200 and "ETag" in fields, f"{server.name}: {path} has no entity tag")
    tag = fields["ETag"]
    _, status, _, body = next(answers(server, [path], {"If-None-Match": tag}))
    require(status == 304 and not body, f"{server.name}: {path} is {status} for its own tag")
    return tag


def compressed(server, path, plain):
    """The same page by gzip. Returns its compressed bytes."""
    _, status, fields, body = next(answers(server, [path], {"Accept-Encoding": "gzip"}))
    require(status == 200 and fields.get("Content-Encoding") == "gzip",
            f"{server.name}: {path} is not compressed")
    require(gzip.decompress(body) == plain, f"{server.name}: {path} is another page by gzip")
    return body


def same(server, path, expected, headers=None, status=200):
    _, found, _, body = next(answers(server, [path], headers))
    require(found == status and body == expected, f"{server.name}: {path} is not what it should be")


def mentions(server, path, identifiers):
    """A peer's own form: it is the right records if it holds their ids, and as many."""
    _, status, _, body = next(answers(server, [path]))
    require(status == 200, f"{server.name}: {path} is {status}")
    for identifier in identifiers:
        require(identifier.encode() in body, f"{server.name}: {path} lacks {identifier}")
