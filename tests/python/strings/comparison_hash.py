# str: ordering by code point, equality, hashing, interning of equal strings as keys.
import sys
assert "a" < "b" < "ba" < "é" < "€" < "😀" and "" < "a" and "Z" < "a" and "a" <= "a" and not "a" < "a"
assert sorted(["b", "é", "A", "😀", "\uffff"]) == ["A", "b", "é", "\uffff", "😀"]
assert "abc" == "".join(["a", "bc"]) and hash("abc") == hash("".join(["a", "bc"]))
assert "é" != "e\u0301" and "a" != b"a" and "1" != 1
assert {"é": 1}["é"] == 1 and len({"a", "".join(["a"])}) == 1
assert sys.intern("some text") is sys.intern("".join(["some", " text"]))
assert max("hello") == "o" and min("hello") == "e" and max(["aa", "b"], key=len) == "aa"
try:
    "a" < 1
except TypeError as error:
    assert str(error) == "'<' not supported between instances of 'str' and 'int'"


class S(str):
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


assert S("x") == "y" and "y" == S("x") and hash(S("x")) == 1
assert "x" * 3 == "xxx" and 3 * "ab" == "ababab" and "a" * 0 == "" and "a" * -5 == "" and "é" * 2 == "éé"
assert "a" "b" + "c" == "abc" and ("a" + "é" + "😀")[2] == "😀"
try:
    sys.intern(3)
except TypeError as error:
    assert str(error) == "intern() argument must be str, not int"
