# difflib: sequence matching, unified and context diffs, close matches.
import difflib
s = difflib.SequenceMatcher(None, "abcd", "bcde")
assert s.ratio() == 0.75 and s.find_longest_match().size == 3
assert [tuple(b) for b in s.get_matching_blocks()] == [(1, 0, 3), (4, 4, 0)]
assert s.get_opcodes() == [("delete", 0, 1, 0, 0), ("equal", 1, 4, 0, 3), ("insert", 4, 4, 3, 4)]
assert s.quick_ratio() >= 0.75 and s.real_quick_ratio() == 1.0
a, b = "one\ntwo\nthree\nfour\n".splitlines(True), "one\n2\nthree\nfour\nfive\n".splitlines(True)
assert "".join(difflib.unified_diff(a, b, "old", "new")) == (
    "--- old\n+++ new\n@@ -1,4 +1,5 @@\n one\n-two\n+2\n three\n four\n+five\n")
assert "".join(difflib.context_diff(a, b, "old", "new")).startswith("*** old\n--- new\n***************\n*** 1,4 ****\n  one\n! two\n")
assert list(difflib.ndiff(["abc\n"], ["abd\n"])) == ["- abc\n", "?   ^\n", "+ abd\n", "?   ^\n"]
assert "".join(difflib.restore(difflib.ndiff(a, b), 1)) == "".join(a)
assert "".join(difflib.restore(difflib.ndiff(a, b), 2)) == "".join(b)
assert difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]) == ["apple", "ape"]
assert difflib.get_close_matches("zzz", ["a"]) == []
assert list(difflib.unified_diff(a, a)) == [] and difflib.SequenceMatcher(None, "", "").ratio() == 1.0
html = difflib.HtmlDiff().make_table(["a"], ["b"])
assert "<table" in html and "diff_chg" in html or "diff_sub" in html
assert difflib.SequenceMatcher(lambda c: c == " ", "private Thread currentThread;", "private volatile Thread currentThread;").ratio() > 0.86
