# List, set and dict comprehensions: nesting, conditions, own scope, closures over the variable.
assert [x * y for x in range(3) for y in range(x)] == [0, 0, 2]
assert [[y for y in range(x)] for x in range(3)] == [[], [0], [0, 1]]
assert [x for x in range(10) if x % 2 if x > 4] == [5, 7, 9]
assert {x % 3 for x in range(10)} == {0, 1, 2}
assert {k: v for k, v in zip("ab", range(2))} == {"a": 0, "b": 1}
x = "outer"
[x for x in range(3)]
assert x == "outer"
functions = [lambda: i for i in range(3)]
assert [f() for f in functions] == [2, 2, 2]
functions = [lambda i=i: i for i in range(3)]
assert [f() for f in functions] == [0, 1, 2]
assert [a for a, in [(1,), (2,)]] == [1, 2]
assert [a + sum(b) for a, *b in [(1, 2, 3)]] == [6]


class Scope:
    names = ["a", "b"]
    first_only = [n for n in names]
    size = 2
    try:
        nested = [size for n in names]
    except NameError as error:
        message = str(error)


assert Scope.first_only == ["a", "b"]
assert Scope.message == "name 'size' is not defined"
order = []
{order.append("k"): order.append("v") for _ in "a"}
assert order == ["k", "v"]
n = 3
assert [n for n in range(n)] == [0, 1, 2]


def method():
    y = 10
    return [y + z for z in range(2)], [(lambda: y)() for _ in "a"]


assert method() == ([10, 11], [10])
