# str: replace, translate, maketrans.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert "banana".replace("a", "o") == "bonono" and "banana".replace("a", "o", 2) == "bonona"
assert "abc".replace("", "-") == "-a-b-c-" and "abc".replace("", "-", 2) == "-a-bc" and "".replace("", "x") == "x"
assert "aaa".replace("aa", "b") == "ba" and "abc".replace("x", "y") == "abc" and "añb".replace("ñ", "😀") == "a😀b"
assert "abc".replace("b", "", count=1) == "ac"
table = str.maketrans("abc", "xyz", "d")
assert table == {97: 120, 98: 121, 99: 122, 100: None} and "abcd!".translate(table) == "xyz!"
assert "abc".translate({97: "long", 98: None, 99: 0x1F600}) == "long😀"
assert str.maketrans({"a": "b", 99: None}) == {97: "b", 99: None}


class Lookup:
    def __getitem__(self, key):
        if key == 97:
            raise LookupError
        return chr(key).upper()


assert "abc".translate(Lookup()) == "aBC"
assert raises(lambda: str.maketrans("ab", "c")) == (
    "ValueError: the first two maketrans arguments must have equal length")
assert raises(lambda: str.maketrans("a")) == (
    "TypeError: if you give only one argument to maketrans it must be a dict")
assert raises(lambda: str.maketrans({"ab": 1})) == "ValueError: string keys in translatetable must be of length 1"
assert raises(lambda: "a".translate({97: 1.5})) == "TypeError: character mapping must return integer, None or str"
assert raises(lambda: "a".translate({97: 0x110000})) == "ValueError: character mapping must be in range(0x110000)"
assert raises(lambda: "a".replace("a")) == "TypeError: replace() takes at least 2 positional arguments (1 given)"
assert raises(lambda: "a".replace(1, "b")) == "TypeError: replace() argument 1 must be str, not int"
