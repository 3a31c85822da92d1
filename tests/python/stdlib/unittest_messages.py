# unittest: texts of failed assertions; addCleanup; assertLogs and assertWarns.
import logging
import unittest
import warnings

case = unittest.TestCase()


def failure(method, *args, **kwargs):
    try:
        getattr(case, method)(*args, **kwargs)
    except AssertionError as error:
        return str(error)


assert failure("assertEqual", 1, 2) == "1 != 2" and failure("assertTrue", 0) == "0 is not true"
assert failure("assertIs", 1, 2, "m") == "1 is not 2 : m"
assert failure("assertIn", 1, [2]) == "1 not found in [2]" and failure("assertIsNone", 5) == "5 is not None"
assert failure("assertIsInstance", 1, str) == "1 is not an instance of <class 'str'>"
assert failure("assertGreater", 1, 2) == "1 not greater than 2"
assert failure("assertAlmostEqual", 1, 2) == "1 != 2 within 7 places (1 difference)"
assert failure("assertRaises", ValueError, int, "5") == "ValueError not raised by int"
assert failure("assertRegex", "abc", "x") == "Regex didn't match: 'x' not found in 'abc'"
assert failure("assertDictEqual", {"a": 1}, {"a": 2}) == "{'a': 1} != {'a': 2}\n- {'a': 1}\n?       ^\n\n+ {'a': 2}\n?       ^\n"
assert failure("assertMultiLineEqual", "a\nb\n", "a\nc\n") == "'a\\nb\\n' != 'a\\nc\\n'\n  a\n- b\n+ c\n"
assert failure("assertSetEqual", {1}, {2}) == "Items in the first set but not the second:\n1\nItems in the second set but not the first:\n2"
assert failure("assertCountEqual", [1, 1], [1]).startswith("Element counts were not equal:\nFirst has 2, Second has 1:  1")
with case.assertLogs("name", "INFO") as logs:
    logging.getLogger("name").warning("watched %d", 5)
assert logs.output == ["WARNING:name:watched 5"]
with case.assertWarns(UserWarning) as seen:
    warnings.warn("careful")
assert str(seen.warning) == "careful"
order = []


class Clean(unittest.TestCase):
    def runTest(self):
        self.addCleanup(order.append, "first")
        self.addCleanup(order.append, "second")
        self.enterContext(warnings.catch_warnings())


assert Clean().run().wasSuccessful() and order == ["second", "first"]


class Async(unittest.IsolatedAsyncioTestCase):
    async def test(self):
        import asyncio
        await asyncio.sleep(0)
        self.assertTrue(True)


assert unittest.defaultTestLoader.loadTestsFromTestCase(Async).run(unittest.TestResult()).testsRun == 1
