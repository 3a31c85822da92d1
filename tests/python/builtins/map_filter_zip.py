# map, filter, zip, enumerate, reversed, iter, next.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert list(map(str, [1, 2])) == ["1", "2"] and list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])) == [11, 22]
assert list(map(None.__class__.__name__.__add__, "ab")) == ["NoneTypea", "NoneTypeb"]
assert list(filter(None, [0, 1, "", "a"])) == [1, "a"] and list(filter(str.isupper, "aBc")) == ["B"]
assert list(zip("ab", [1, 2, 3])) == [("a", 1), ("b", 2)] and list(zip()) == [] and list(zip("ab")) == [("a",), ("b",)]
assert list(zip("ab", [1, 2], strict=True)) == [("a", 1), ("b", 2)]
assert raises(lambda: list(zip("ab", [1], strict=True))) == "ValueError: zip() argument 2 is shorter than argument 1"
assert raises(lambda: list(zip("a", [1, 2], strict=True))) == "ValueError: zip() argument 2 is longer than argument 1"
assert raises(lambda: list(zip("ab", "ab", "a", strict=True))) == "ValueError: zip() argument 3 is shorter than arguments 1-2"
assert raises(lambda: list(map(max, [1], [2, 3], strict=True))) == "ValueError: map() argument 2 is longer than argument 1"
assert list(enumerate("ab", 5)) == [(5, "a"), (6, "b")]
assert list(enumerate([], start=1)) == [] and next(enumerate("x", 10**20)) == (10**20, "x")
assert list(reversed("abc")) == ["c", "b", "a"]
assert list(reversed(range(3))) == [2, 1, 0] and list(reversed((1, 2))) == [2, 1]
m = map(str, iter([1, 2, 3]))
assert next(m) == "1" and iter(m) is m and list(m) == ["2", "3"] and list(m) == []
assert raises(lambda: map(str)) == "TypeError: map() must have at least two arguments."
assert raises(lambda: map(5, [1]).__next__()) == "TypeError: 'int' object is not callable"
assert raises(lambda: zip(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: filter(1)) == "TypeError: filter expected 2 arguments, got 1"
assert raises(lambda: reversed(5)) == "TypeError: 'int' object is not reversible"
assert raises(lambda: reversed({1})) == "TypeError: 'set' object is not reversible"
assert raises(lambda: enumerate(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: iter(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: iter(5, 1)) == "TypeError: iter(v, w): v must be callable"
assert raises(lambda: next([])) == "TypeError: 'list' object is not an iterator"
assert raises(lambda: next(map(lambda x: 1 / x, [0]))) == "ZeroDivisionError: division by zero"


class Reversible:
    def __len__(self): return 2
    def __getitem__(self, i): return i * 10


class OwnReversed:
    def __reversed__(self): return iter("own")


assert list(reversed(Reversible())) == [10, 0] and list(reversed(OwnReversed())) == ["o", "w", "n"]
