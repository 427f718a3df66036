"""What is said of allocations, without counting any. Run by `make test`."""

import unittest

import allocations


class AllocationTests(unittest.TestCase):
    def test_what_exceeds_its_budget_is_named_with_both_figures(self):
        found = allocations.excesses({"page": 120.5, "304": 10}, {"page": 120, "304": 10})
        self.assertEqual(found, [
            "'page' takes 120.5 allocations for one request; its budget is 120"])

    def test_no_row_is_left_out(self):
        found = allocations.excesses({"page": 1}, {"304": 10})
        self.assertEqual(found, ["'page' has no budget", "'304' was not measured"])

    def test_a_budget_leaves_half(self):
        self.assertEqual(allocations.budget(100), 151)
        self.assertEqual(allocations.budget(0), 1)


if __name__ == "__main__":
    unittest.main()
