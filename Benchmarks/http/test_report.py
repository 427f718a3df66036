"""What the figures say, without measuring any. Run by `make test`."""

import unittest

import load
import report
import upkeep
from report import Row


class Cases:
    def __init__(self, *rates):
        self.samples = [load.Sample(1, rate, 1, 1, 1, 0) for rate in rates]


class ReportTests(unittest.TestCase):
    def test_a_row_meets_its_target_or_falls_short(self):
        self.assertEqual(Row("r", 0.9, "", ("≥", 0.9)).verdict, "met")
        self.assertEqual(Row("r", 0.89, "", ("≥", 0.9)).verdict, "short")
        self.assertEqual(Row("r", 1.5, " ms", ("≤", 1.5)).verdict, "met")
        self.assertEqual(Row("r", 1.51, " ms", ("≤", 1.5)).verdict, "short")
        self.assertEqual(Row("r", None, "", ("≥", 1)).verdict, "not measured")
        self.assertEqual(Row("r", 1).verdict, "")

    def test_noise_of_the_anchor_is_told(self):
        quiet = {"nginx record": Cases(100, 105, 110), "nginx page": Cases(50, 50, 50)}
        self.assertEqual(report.noise(quiet, 2.5, 2), "")
        loud = {**quiet, "nginx page": Cases(50, 60, 40)}
        self.assertIn("nginx page by 40%", report.noise(loud, 2, 2))
        self.assertIn("a load average of 9.7 on 2 cores", report.noise(quiet, 9.7, 2))

    def test_the_table_goes_between_the_markers(self):
        text = f"a\n{report.BEGIN}\nold\n{report.END}\nb\n"
        found = report.inserted(text, "new \\1\n")
        self.assertEqual(found, f"a\n{report.BEGIN}\nnew \\1\n{report.END}\nb\n")
        with self.assertRaises(ValueError):
            report.inserted("no markers", "new")

    def test_a_run_of_wrk_is_read(self):
        output = ('Running 1s test\nRESULT {"requests": 2000, "microseconds": 1000000, '
                  '"bytes": 5, "status": 1, "broken": 2, "p50": 500.0, "p99": 1500.0}\n')
        found = load.sample(output, cpu_seconds=0.02)
        self.assertEqual(found, load.Sample(2000, 2000.0, 10.0, 0.5, 1.5, 3))

    def test_the_swift_part_is_read(self):
        output = ("ingest\n  ratio                    0.93\n  sqlite3    200 a second\n"
                  "  filter, no index, count             9.71 ms\n  note   not installed\n")
        self.assertEqual(upkeep.parsed(output), {
            "ratio": 0.93, "sqlite3": 200, "filter, no index, count": 9.71})

    def test_the_table_of_sorts_is_read(self):
        output = ("sorts, one thread\n  kind           no index    index   after a commit\n"
                  "  a text                     51.20      0.21      0.33\n"
                  "  a formula's text            9.00     10.00     11.00\n"
                  "  and with them                               2.00 ms\n")
        self.assertEqual(upkeep.parsed_sorts(output), {
            "a text": (51.2, 0.21, 0.33), "a formula's text": (9, 10, 11)})


if __name__ == "__main__":
    unittest.main()
