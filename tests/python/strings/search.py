# str: find, rfind, index, count, startswith, endswith, in, partition.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


s = "banana"
assert s.find("an") == 1 and s.find("an", 2) == 3 and s.find("x") == -1 and s.rfind("an") == 3 and s.find("") == 0
assert s.index("na") == 2 and s.rindex("na") == 4 and s.find("an", -3) == 3 and s.find("an", 0, 2) == -1
assert s.find("", 6) == 6 and s.find("", 7) == -1 and s.rfind("") == 6 and s.rfind("", 0, 3) == 3
assert s.count("a") == 3 and s.count("ana") == 1 and s.count("") == 7
assert s.count("a", 2) == 2 and s.count("a", 0, 2) == 1
assert s.startswith("ban") and s.startswith(("x", "ba")) and s.startswith("nan", 2) and not s.startswith("ban", 0, 2)
assert s.endswith("na") and s.endswith(("x", "a"))
assert s.endswith("an", 0, 5) and s.startswith("") and not s.startswith(())
assert "nan" in s and "" in s and "x" not in s and "ö" in "wörld"
assert s.partition("n") == ("ba", "n", "ana") and s.rpartition("n") == ("bana", "n", "a")
assert s.partition("x") == ("banana", "", "") and s.rpartition("x") == ("", "", "banana")
u = "añbñc😀ñ"
assert u.find("ñ") == 1 and u.rfind("ñ") == 6 and u.find("😀") == 5 and u.count("ñ") == 3 and u.find("ñ", 2) == 3
assert u.partition("😀") == ("añbñc", "😀", "ñ") and u.index("c", 2, 5) == 4
assert raises(lambda: s.index("x")) == "ValueError: substring not found"
assert raises(lambda: s.rindex("x")) == "ValueError: substring not found"
assert raises(lambda: s.partition("")) == "ValueError: empty separator"
assert raises(lambda: s.find(1)) == "TypeError: find() argument 1 must be str, not int"
assert raises(lambda: 1 in s) == "TypeError: 'in <string>' requires string as left operand, not int"
assert raises(lambda: s.startswith(1)) == "TypeError: startswith first arg must be str or a tuple of str, not int"
assert raises(lambda: s.startswith((1,))) == "TypeError: tuple for startswith must only contain str, not int"
assert raises(lambda: s.count()) == "TypeError: count expected at least 1 argument, got 0"
long = "ab" * 10000 + "c"
assert long.find("bc") == 19999 and long.count("ab") == 10000 and "aa" not in long
assert s.removeprefix("ban") == "ana" and s.removesuffix("na") == "bana" and s.removeprefix("x") == s
