# Iterating strings and using them as sequences of characters.
assert [c for c in "aé😀"] == ["a", "é", "😀"] and list(enumerate("ab")) == [(0, "a"), (1, "b")]
a, b, *rest = "héllo"
assert (a, b, rest) == ("h", "é", ["l", "l", "o"])
assert dict(zip("abc", range(3))) == {"a": 0, "b": 1, "c": 2} and set("hello") == {"h", "e", "l", "o"}
assert "".join(c for c in "a1b2" if c.isalpha()) == "ab" and list(map(ord, "aé")) == [97, 233]
it = iter("ab")
assert next(it) == "a" and list(it) == ["b"] and next(it, None) is None
assert type(iter("a")).__name__ == "str_ascii_iterator" and type(iter("é")).__name__ == "str_iterator"
assert it.__length_hint__() == 0
assert all(chr(ord(c)) == c for c in "a\0é\uffff😀\U0010ffff")
assert tuple("ab") == ("a", "b") and sorted("bca", reverse=True) == ["c", "b", "a"]
assert "abc".__contains__("b") and "abc".__len__() == 3 and "abc".__getitem__(1) == "b"
assert "%s" % "".join(chr(c) for c in range(0x3B1, 0x3B6)) == "αβγδε"
assert "abc".__iter__().__next__() == "a" and "a".__add__("b") == "ab"
assert "a".__mul__(2) == "aa" and "a".__rmul__(2) == "aa"
assert "%s".__mod__("x") == "x" and "a".__eq__(1) is NotImplemented and "a".__sizeof__() > 0
