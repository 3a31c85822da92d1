# Constants and results that compare equal work as keys and in identity-free code.
x = 256
y = int("256")
assert x == y and hash(x) == hash(y)
assert {int("1000"): 1}[1000] == 1 and int("1000") in {1000}
values = [int(str(i)) for i in range(-5, 257)]
assert values == list(range(-5, 257))
assert (1).__class__ is int and type(10**100) is int
a = None
b = None
assert a is b and (a is None) and True is (1 == 1) and ... is Ellipsis and NotImplemented is NotImplemented
assert () == tuple([]) and "" == str() and b"" == bytes()
number = 10**20
alias = number
assert number is alias and id(number) == id(alias)
assert [number] == [10**20] and number in [10**20] and [10**20].index(number) == 0
counts = {}
for n in (1, 1.0, True, 2, 2.0):
    counts[n] = counts.get(n, 0) + 1
assert counts == {1: 3, 2: 2} and type(next(iter(counts))) is int
