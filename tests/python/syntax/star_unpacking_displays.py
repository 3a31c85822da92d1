# Starred and double-starred expressions in displays, calls, subscripts, returns and yields.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert [*range(3), 9, *"ab"] == [0, 1, 2, 9, "a", "b"]
assert (*[1], *(2,)) == (1, 2)
assert {*"aab", *"bc"} == {"a", "b", "c"}
assert {"a": 1, **{"b": 2, "a": 3}, "c": 4} == {"a": 3, "b": 2, "c": 4}
pair = *[1, 2], 3
assert pair == (1, 2, 3)


def collect(*args, **kwargs):
    return args, kwargs


assert collect(*[1, 2], 3, *"a", x=1, **{"y": 2}, z=3) == ((1, 2, 3, "a"), {"x": 1, "y": 2, "z": 3})
assert collect(**{"x": 1}, **{"y": 2}) == ((), {"x": 1, "y": 2})


def returns():
    return *[1, 2], 3


def yields():
    yield *[1, 2], 3


assert returns() == (1, 2, 3)
assert list(yields()) == [(1, 2, 3)]


class Index:
    def __getitem__(self, key):
        return key


assert Index()[*[1, 2], 3] == (1, 2, 3)
assert Index()[*()] == ()
assert raises(lambda: [*3]) == "TypeError: Value after * must be an iterable, not int"
assert raises(lambda: {**3}) == "TypeError: 'int' object is not a mapping"
assert raises(lambda: collect(*3)) == "TypeError: __main__.collect() argument after * must be an iterable, not int"
assert raises(lambda: collect(**3)) == "TypeError: __main__.collect() argument after ** must be a mapping, not int"
assert raises(lambda: collect(x=1, **{"x": 2})) == (
    "TypeError: __main__.collect() got multiple values for keyword argument 'x'")
assert raises(lambda: collect(**{1: 2})) == "TypeError: keywords must be strings"
