"""Rows of figures with their targets, as Markdown and as JSON."""

import json
import re
from dataclasses import asdict, dataclass

NOISE = 0.15
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass
class Row:
    """One figure. `target` is `(sign, number)`; None where there is nothing to reach."""

    name: str
    value: float | None
    unit: str = ""
    target: tuple | None = None
    note: str = ""

    @property
    def verdict(self):
        if self.value is None:
            return "not measured"
        if self.target is None:
            return ""
        sign, bound = self.target
        return "met" if (self.value >= bound if sign == "≥" else self.value <= bound) else "short"

    def cells(self):
        value = "–" if self.value is None else f"{number(self.value)}{self.unit}"
        target = f"{self.target[0]} {number(self.target[1])}{self.unit}" if self.target else "–"
        return [self.name, value, target, self.verdict or "–", self.note]


def number(value):
    """As many digits as mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values):
    """How far the largest is from the smallest, in parts of the median."""
    ordered = sorted(values)
    return (ordered[-1] - ordered[0]) / ordered[len(ordered) // 2]


def noise(cases, load, cores):
    """A sentence for the table when the anchor's own rounds differ too much, or when others were
    at work; else empty.

    load: the load average. The server and wrk make two of it.
    """
    loud = []
    for name in ("nginx record", "nginx page"):
        found = spread([sample.rate for sample in cases[name].samples])
        if found > NOISE:
            loud.append(f"{name} by {found:.0%}")
    reasons = []
    if loud:
        reasons.append("rounds of " + " and ".join(loud) + f" apart, more than {NOISE:.0%}")
    if load > max(2, cores) + 1:
        reasons.append(f"a load average of {load:.1f} on {cores} cores")
    if not reasons:
        return ""
    return ("**The machine was too noisy**: " + ", and ".join(reasons)
            + ". Do not trust these figures; measure again.")


def table(head, lines):
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def markdown(rows, cases, facts, absent, warning):
    """Everything that a run found."""
    parts = [warning] if warning else []
    parts.append("\n".join(f"- {fact}" for fact in facts))
    parts.append(table(["row", "measured", "target", "", "remark"], [row.cells() for row in rows]))
    anchor = {"record": cases["nginx record"].rate, "page": cases["nginx page"].rate}
    parts.append(table(
        ["case", "answers a second", "of nginx", "CPU µs", "p50 ms", "p99 ms"],
        [[name, number(case.rate), number(case.rate / anchor[kind(name)]),
          number(case.median("cpu_microseconds")), number(case.median("p50")),
          number(case.median("p99"))] for name, case in cases.items()]))
    if absent:
        parts.append("\n".join(f"- {name} is absent: {why}" for name, why in absent.items()))
    return "\n\n".join(parts) + "\n"


def kind(name):
    return "page" if "page" in name or "list" in name else "record"


def document(rows, cases, facts, absent, warning):
    """The same for programs."""
    return json.dumps({
        "facts": facts, "absent": absent, "noise": warning,
        "rows": [{**asdict(row), "verdict": row.verdict} for row in rows],
        "cases": {name: [asdict(sample) for sample in case.samples]
                  for name, case in cases.items()}}, ensure_ascii=False, indent=1)


def inserted(text, measured):
    """A document with the measured part between its two markers replaced."""
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"the document needs one {BEGIN} and one {END} behind it")
    return pattern.sub(lambda _: f"{BEGIN}\n{measured}{END}", text)
