# slice: attributes, indices, equality, hashing, use with custom types.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


s = slice(1, 10, 2)
assert (s.start, s.stop, s.step) == (1, 10, 2)
assert repr(s) == "slice(1, 10, 2)" and repr(slice(5)) == "slice(None, 5, None)"
assert s.indices(5) == (1, 5, 2) and slice(None, None, -1).indices(5) == (4, -1, -1)
assert slice(-3, None).indices(10) == (7, 10, 1)
assert slice(100, -100, -3).indices(5) == (4, -1, -3) and slice(2, 1).indices(0) == (0, 0, 1)
assert slice(1, 2) == slice(1, 2) and slice(1, 2) != slice(1, 3)
assert hash(slice(1, 2)) == hash(slice(1, 2)) and {slice(1): "v"}[slice(1)] == "v"
assert "abcdef"[s] == "bdf" and [0, 1, 2][slice(None)] == [0, 1, 2]
assert raises(lambda: slice()) == "TypeError: slice expected at least 1 argument, got 0"
assert raises(lambda: slice(1, 2, 0).indices(5)) == "ValueError: slice step cannot be zero"
assert raises(lambda: slice(1).indices(-1)) == "ValueError: length should not be negative"
assert raises(lambda: slice("a").indices(3)) == (
    "TypeError: slice indices must be integers or None or have an __index__ method")
assert raises(lambda: setattr(s, "start", 1)) == "AttributeError: readonly attribute"


class Show:
    def __getitem__(self, key):
        return key


show = Show()
assert show[1:2] == slice(1, 2, None) and show[:] == slice(None) and show[::2] == slice(None, None, 2)
assert show[1:2, 3] == (slice(1, 2), 3) and show["a":"b"] == slice("a", "b") and show[()] == ()


class Index:
    def __index__(self):
        return 2


assert [1, 2, 3, 4][Index():] == [3, 4] and "abc"[Index()] == "c" and (1, 2, 3)[:Index()] == (1, 2)
for length in range(6):
    for start in (None, -7, -2, 0, 1, 7):
        for stop in (None, -7, -1, 0, 3, 7):
            for step in (None, -2, -1, 1, 3):
                part = slice(start, stop, step)
                expected = [i for i in range(*part.indices(length))]
                assert list(range(length))[part] == expected and list(range(length)[part]) == expected
                assert bytes(range(length))[part] == bytes(expected)
