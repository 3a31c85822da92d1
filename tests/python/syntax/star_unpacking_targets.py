# Starred targets take what is left, and the counts are checked.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


first, *rest = [1, 2, 3]
assert (first, rest) == (1, [2, 3])
*rest, last = "abc"
assert (rest, last) == (["a", "b"], "c")
first, *middle, last = range(2)
assert (first, middle, last) == (0, [], 1)
(a, *b), *c = [(1, 2, 3), 4, 5]
assert (a, b, c) == (1, [2, 3], [4, 5])
*all_of_it, = iter("xy")
assert all_of_it == ["x", "y"]
for head, *tail in [(1, 2, 3), "ab"]:
    pass
assert (head, tail) == ("a", ["b"])


def unpack(source):
    a, b = source


def unpack_star(source):
    a, b, *c = source


assert raises(lambda: unpack([1])) == "ValueError: not enough values to unpack (expected 2, got 1)"
assert raises(lambda: unpack([1, 2, 3])) == "ValueError: too many values to unpack (expected 2, got 3)"
assert raises(lambda: unpack(iter("abc"))) == "ValueError: too many values to unpack (expected 2)"
assert raises(lambda: unpack_star([1])) == "ValueError: not enough values to unpack (expected at least 2, got 1)"
assert raises(lambda: unpack(3)) == "TypeError: cannot unpack non-iterable int object"
assert raises(lambda: unpack(None)) == "TypeError: cannot unpack non-iterable NoneType object"
