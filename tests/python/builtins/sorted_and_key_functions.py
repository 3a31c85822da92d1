# sorted with functools.cmp_to_key, operator getters, locale-free keys.
from functools import cmp_to_key
from operator import attrgetter, itemgetter, methodcaller
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


words = ["banana", "Apple", "cherry", "apple"]
assert sorted(words) == ["Apple", "apple", "banana", "cherry"]
assert sorted(words, key=str.lower) == ["Apple", "apple", "banana", "cherry"]
assert sorted(words, key=lambda w: (-len(w), w)) == ["banana", "cherry", "Apple", "apple"]
assert sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)) == [3, 2, 1]


class P:
    def __init__(self, a, b): self.a, self.b = a, b
    def total(self, k=0): return self.a + self.b + k


people = [P(2, 1), P(1, 5)]
assert [p.a for p in sorted(people, key=attrgetter("a"))] == [1, 2]
assert attrgetter("a", "b")(people[0]) == (2, 1) and attrgetter("a.real")(people[0]) == 2
assert itemgetter(1)("abc") == "b" and itemgetter(0, 2)("abc") == ("a", "c") and itemgetter(slice(1))("abc") == "a"
assert methodcaller("total", k=10)(people[0]) == 13 and methodcaller("upper")("a") == "A"
assert repr(itemgetter(1)) == "operator.itemgetter(1)" and repr(attrgetter("x")) == "operator.attrgetter('x')"
assert raises(lambda: itemgetter(5)([])) == "IndexError: list index out of range"
assert raises(lambda: sorted([1, 2], key=lambda x, y: 0)) == (
    "TypeError: <lambda>.<locals>.<lambda>() missing 1 required positional argument: 'y'")
data = [("a", 3), ("b", 1), ("c", 2)]
assert sorted(data, key=itemgetter(1)) == [("b", 1), ("c", 2), ("a", 3)] and max(data, key=itemgetter(1))[0] == "a"
assert sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1]) == [("b", 1), ("a", 2)]
