"""Two clients of one base: `copy` asks Aircache, `truth` asks Airtable's simulator itself."""

import os

import pyairtable

BASE = os.environ["BASE"]
TASKS = "Table 1"
NEXT = "Table 2"

copy = pyairtable.Api(os.environ["COPY_TOKEN"], endpoint_url=os.environ["COPY"])
truth = pyairtable.Api(os.environ["TRUTH_TOKEN"], endpoint_url=os.environ["TRUTH"])


def same(name, ask, allow_empty=False):
    """Asserts that both give the same to one question, and returns it."""
    expected = outcome(ask, truth)
    found = outcome(ask, copy)
    assert found == expected, f"{name}: {difference(found, expected)}"
    assert allow_empty or expected[1], f"{name}: nothing came back, so nothing was compared"
    return found[1]


def outcome(ask, api):
    try:
        return ("answer", ask(api))
    except Exception as error:  # What a client sees of a refusal is compared as well.
        response = getattr(error, "response", None)
        if response is None:
            raise
        return ("refused", response.status_code, response.text)


def difference(found, expected):
    """The two texts around the first place where they differ."""
    left, right = repr(found), repr(expected)
    length = min(len(left), len(right))
    place = next((at for at in range(length) if left[at] != right[at]), length)
    start = max(place - 200, 0)
    return f"found {left[start:place + 400]}\nexpected {right[start:place + 400]}"


def run(*checks):
    for check in checks:
        check()
        print("ok", check.__name__)
