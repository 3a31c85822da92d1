# str: indexing and slicing by code points.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


s = "héllo wörld 😀!"
assert len(s) == 14 and s[1] == "é" and s[-1] == "!" and s[12] == "😀" and s[-2] == "😀"
assert s[0:5] == "héllo" and s[::-1] == "!😀 dlröw olléh" and s[::3] == "hlwl😀"
assert s[-5:-2] == "ld " and s[5:1] == "" and s[100:] == "" and s[:-100] == "" and s[1:10:4] == "é l"
assert [*"añb"] == ["a", "ñ", "b"] and list(reversed("ab😀")) == ["😀", "b", "a"]
for n in (0, 1, 31, 32, 33, 63, 64, 65, 1000):
    text = "é" * n + "x" + "😀" * n
    assert len(text) == 2 * n + 1 and text[n] == "x" and text[n:n + 1] == "x" and text.index("x") == n
    assert text[n + 1:] == "😀" * n and text[:n] == "é" * n and text[-(n + 1)] == "x"
assert raises(lambda: s[14]) == "IndexError: string index out of range"
assert raises(lambda: s[-15]) == "IndexError: string index out of range"
assert raises(lambda: s["a"]) == "TypeError: string indices must be integers, not 'str'"
assert raises(lambda: s[1.0]) == "TypeError: string indices must be integers, not 'float'"
assert raises(lambda: s[::0]) == "ValueError: slice step cannot be zero"


def store():
    s[0] = "x"


def remove():
    del s[0]


assert raises(store) == "TypeError: 'str' object does not support item assignment"
assert raises(remove) == "TypeError: 'str' object doesn't support item deletion"
assert s[True] == "é" and s[slice(1, 3)] == "él" and s[None:2] == "hé"
