# itertools: every function.
import itertools as it
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert list(it.islice(it.count(5, 2), 3)) == [5, 7, 9] and list(it.islice(it.count(0.5), 2)) == [0.5, 1.5]
assert list(it.islice(it.cycle("ab"), 5)) == list("ababa")
assert list(it.repeat(1, 3)) == [1, 1, 1] and list(it.accumulate([1, 2, 3])) == [1, 3, 6]
assert list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)) == [10, 10, 20, 60]
assert list(it.chain("ab", [1])) == ["a", "b", 1] and list(it.chain.from_iterable(["ab", "c"])) == ["a", "b", "c"]
assert list(it.compress("abcd", [1, 0, 1])) == ["a", "c"]
assert list(it.dropwhile(lambda x: x < 3, [1, 3, 2])) == [3, 2]
assert list(it.takewhile(lambda x: x < 3, [1, 3, 2])) == [1] and list(it.filterfalse(None, [0, 1, ""])) == [0, ""]
assert [(k, list(g)) for k, g in it.groupby("aabca")] == [("a", ["a", "a"]), ("b", ["b"]), ("c", ["c"]), ("a", ["a"])]
assert [(k, len(list(g))) for k, g in it.groupby([1, 3, 2, 4], key=lambda x: x % 2)] == [(1, 2), (0, 2)]
assert list(it.islice("abcdefg", 2)) == ["a", "b"]
assert list(it.islice("abcdefg", 2, 6, 2)) == ["c", "e"] and list(it.islice("abc", 1, None)) == ["b", "c"]
assert list(it.pairwise("abc")) == [("a", "b"), ("b", "c")] and list(it.starmap(pow, [(2, 3), (3, 2)])) == [8, 9]
assert list(it.batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
a, b = it.tee(iter([1, 2, 3]))
assert next(a) == 1 and list(b) == [1, 2, 3] and list(a) == [2, 3]
assert list(it.zip_longest("abc", [1], fillvalue="-")) == [("a", 1), ("b", "-"), ("c", "-")]
assert list(it.product("ab", [1, 2])) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
assert len(list(it.product([0, 1], repeat=3))) == 8 and list(it.product()) == [()]
assert list(it.permutations("abc", 2))[:3] == [("a", "b"), ("a", "c"), ("b", "a")]
assert list(it.combinations("abcd", 2)) == [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]
assert list(it.combinations("ab", 3)) == []
assert list(it.combinations_with_replacement("ab", 2)) == [("a", "a"), ("a", "b"), ("b", "b")]
assert len(list(it.permutations(range(5)))) == 120
assert repr(it.count(5)) == "count(5)" and repr(it.count(1, 2)) == "count(1, 2)"
assert repr(it.repeat("x", 2)) == "repeat('x', 2)" and it.repeat(1, 5).__length_hint__() == 5
assert raises(lambda: it.islice([], -1)) == "ValueError: Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
assert raises(lambda: list(it.batched("abc", 2, strict=True))) == "ValueError: batched(): incomplete batch"
assert raises(lambda: it.batched([], 0)) == "ValueError: n must be at least one"
assert raises(lambda: it.combinations("a", -1)) == "ValueError: r must be non-negative"
assert raises(lambda: it.chain(5).__next__()) == "TypeError: 'int' object is not iterable"
groups = it.groupby("aab")
_, first = next(groups)
next(groups)
assert list(first) == []
