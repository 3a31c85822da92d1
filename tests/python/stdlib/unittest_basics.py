# unittest: assertions, fixtures, results, skips, subtests, discovery through loaders.
import io
import unittest

log = []


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls): log.append("class up")
    def setUp(self): log.append("up")
    def tearDown(self): log.append("down")

    def test_pass(self):
        self.assertEqual(1, 1)
        self.assertIn(1, [1])
        self.assertIsNone(None)
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertCountEqual([1, 2], [2, 1])
        self.assertRegex("abc", "b")
        with self.assertRaisesRegex(ValueError, "bad") as caught:
            raise ValueError("bad thing")
        self.assertEqual(caught.exception.args, ("bad thing",))
        with self.assertRaises(ZeroDivisionError):
            1 / 0

    def test_fail(self):
        self.assertEqual([1, 2], [1, 3], "note")

    def test_error(self):
        raise KeyError("oops")

    @unittest.skip("not now")
    def test_skipped(self): pass

    @unittest.expectedFailure
    def test_expected(self): self.fail()

    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)


suite = unittest.defaultTestLoader.loadTestsFromTestCase(Sample)
assert suite.countTestCases() == 6
out = io.StringIO()
result = unittest.TextTestRunner(stream=out, verbosity=2).run(suite)
assert result.testsRun == 6 and len(result.failures) == 2 and len(result.errors) == 1 and not result.wasSuccessful()
assert [reason for _, reason in result.skipped] == ["not now"] and len(result.expectedFailures) == 1
text = out.getvalue()
assert "test_pass (__main__.Sample.test_pass) ... ok" in text
assert "FAILED (failures=2, errors=1, skipped=1, expected failures=1)" in text
assert "AssertionError: Lists differ: [1, 2] != [1, 3]" in text
assert "First differing element 1:\n2\n3" in text and ": note" in text
assert "KeyError: 'oops'" in text and "test_sub (__main__.Sample.test_sub) (i=1)" in text
assert log.count("class up") == 1 and log.count("up") == log.count("down") == 5
