# User classes as sequences, mappings and iterables in every built-in that consumes them.
class Sequence:
    def __init__(self, *items): self.items = items
    def __len__(self): return len(self.items)
    def __getitem__(self, i): return self.items[i] if isinstance(i, int) else Sequence(*self.items[i])
    def __repr__(self): return f"Sequence{self.items}"


class Mapping:
    def __init__(self, **d): self.d = d
    def keys(self): return self.d.keys()
    def __getitem__(self, k): return self.d[k]


s = Sequence(3, 1, 2)
assert list(s) == [3, 1, 2] and tuple(s) == (3, 1, 2) and sorted(s) == [1, 2, 3]
assert sum(s) == 6 and max(s) == 3 and 1 in s and 9 not in s
assert list(reversed(s)) == [2, 1, 3] and list(enumerate(s)) == [(0, 3), (1, 1), (2, 2)]
assert list(zip(s, s)) == [(3, 3), (1, 1), (2, 2)]
a, *b = s
assert (a, b) == (3, [1, 2]) and [*s, *s] == [3, 1, 2, 3, 1, 2]
assert repr(s[1:]) == "Sequence(1, 2)" and s[-1] == 2 and bool(s) and not Sequence()
assert dict(Mapping(a=1)) == {"a": 1} and {**Mapping(b=2)} == {"b": 2} and (lambda **k: k)(**Mapping(c=3)) == {"c": 3}
d = {}
d.update(Mapping(x=1))
assert d == {"x": 1} and "%(k)s" % {"k": s} == "Sequence(3, 1, 2)" and "".join(Sequence("a", "b")) == "ab"
assert [1, 2][slice(*Sequence(0, 1))] == [1] and bytes(Sequence(1, 2)) == b"\x01\x02" and set(s) == {1, 2, 3}
assert list(map(str, s)) == ["3", "1", "2"] and list(filter(lambda x: x > 1, s)) == [3, 2] and any(s) and all(s)


class Endless:
    def __iter__(self):
        n = 0
        while True:
            yield n
            n += 1


import itertools
assert list(itertools.islice(Endless(), 3)) == [0, 1, 2] and 5 in Endless() and next(iter(Endless())) == 0
x, y = itertools.islice(Endless(), 5, 7)
assert (x, y) == (5, 6)
for n in Endless():
    if n > 3:
        break
assert n == 4
