# Sets that grow and shrink, iteration, changes during iteration.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


s = set()
for i in range(5000):
    s.add(i * 7)
assert len(s) == 5000 and sum(s) == 7 * sum(range(5000)) and 7 * 4999 in s and 3 not in s
for i in range(0, 5000, 2):
    s.discard(i * 7)
assert len(s) == 2500 and 7 in s and 14 not in s
while s:
    s.pop()
assert not s
s = {1, 2, 3}


def grow():
    for x in s:
        s.add(x + 100)


def shrink():
    for x in s:
        s.remove(x)


assert raises(grow) == "RuntimeError: Set changed size during iteration"
assert raises(shrink) == "RuntimeError: Set changed size during iteration"
assert sorted({3, 1, 2}) == [1, 2, 3] and sorted(set("hello")) == ["e", "h", "l", "o"]
assert {x % 3 for x in range(10)} == {0, 1, 2} and set(range(3)) == {0, 1, 2}
it = iter({1, 2})
assert it.__length_hint__() == 2 and next(it) in (1, 2) and it.__length_hint__() == 1


class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return 0
    def __eq__(self, other): return self.n == other.n


collisions = {Key(i % 20) for i in range(100)}
assert len(collisions) == 20 and Key(5) in collisions and Key(50) not in collisions
strings = {str(i) for i in range(1000)}
assert len(strings & {str(i) for i in range(500, 1500)}) == 500 and len(strings - {"1"}) == 999


class MySet(set):
    pass


assert type(MySet([1]) | {2}) is set and type(MySet([1]).copy()) is set and repr(MySet([1])) == "MySet({1})"
