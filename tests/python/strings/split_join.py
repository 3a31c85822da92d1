# str: split, rsplit, splitlines, join.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert " a  b c ".split() == ["a", "b", "c"] and "a,b,,c".split(",") == ["a", "b", "", "c"]
assert "a b c d".split(None, 2) == ["a", "b", "c d"] and "a,b,c".split(",", 1) == ["a", "b,c"]
assert "a,b,c".rsplit(",", 1) == ["a,b", "c"] and " a b  c ".rsplit(None, 1) == [" a b", "c"]
assert "".split() == [] and "".split(",") == [""] and "  ".split() == [] and "a".split("abc") == ["a"]
assert "a<>b<>c".split("<>") == ["a", "b", "c"] and "aaa".split("a") == ["", "", "", ""]
assert "a b".split(sep=" ", maxsplit=0) == ["a b"] and " a b ".split(maxsplit=0) == ["a b "]
assert "a\u2003b\x1fc\u00a0d".split() == ["a", "b", "c", "d"]
assert "a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i".splitlines() == list("abcdefghi")
assert "a\nb\n".splitlines() == ["a", "b"] and "a\n\nb".splitlines(True) == ["a\n", "\n", "b"] and "".splitlines() == []
assert "a\r\nb".splitlines(keepends=True) == ["a\r\n", "b"]
assert ",".join(["a", "b"]) == "a,b" and "".join("abc") == "abc" and "-".join([]) == "" and "x".join(["a"]) == "a"
assert ", ".join(str(i) for i in range(3)) == "0, 1, 2" and "é".join({"k": 1, "l": 2}) == "kél"
assert "ab".join("é😀") == "éab😀"
assert raises(lambda: ",".join([1])) == "TypeError: sequence item 0: expected str instance, int found"
assert raises(lambda: ",".join(["a", None])) == "TypeError: sequence item 1: expected str instance, NoneType found"
assert raises(lambda: ",".join(5)) == "TypeError: can only join an iterable"
assert raises(lambda: "a".split("")) == "ValueError: empty separator"
assert raises(lambda: "a".split(1)) == "TypeError: must be str or None, not int"
single = "same"
assert "".join([single]) == single
assert "|".join(map(str, [1, 2.5, None])) == "1|2.5|None"
