# Tuples as records: sorting, comparison, unpacking in loops, as keys, star expressions.
people = [("Ann", 30, 1.7), ("Bob", 25, 1.8), ("Cy", 30, 1.6)]
assert sorted(people, key=lambda p: (p[1], -p[2])) == [("Bob", 25, 1.8), ("Ann", 30, 1.7), ("Cy", 30, 1.6)]
assert [name for name, age, _ in people if age == 30] == ["Ann", "Cy"]
assert max(people, key=lambda p: p[2])[0] == "Bob" and min(people) == people[0]
assert {(name, age): h for name, age, h in people}["Ann", 30] == 1.7
assert ((1, 2), 3)[0][1] == 2 and (1, (2, [3]))[1][1][0] == 3
names, ages, heights = zip(*people)
assert names == ("Ann", "Bob", "Cy") and sum(ages) == 85 and (1,) * 0 == () and (*names, *ages)[2:4] == ("Cy", 30)
for i, (name, *rest) in enumerate(people):
    assert people[i] == (name, *rest)
assert (1, 2, 3) > (1, 2) and (1, "a") < (1, "b") and () < (0,) and (1, 2) != (2, 1) and (0.0, 1) == (0, True)
a, b = 1, 2
a, b = b, a
assert (a, b) == (2, 1)
point = 3, 4
x, y = point
assert (x * x + y * y) ** 0.5 == 5 and type(point) is tuple and (lambda p: p[0] + p[1])(point) == 7


def divide(a, b):
    return a // b, a % b


quotient, remainder = divide(17, 5)
assert (quotient, remainder) == (3, 2) and divide(17, 5)[1] == 2 and isinstance(divide(1, 1), tuple)
nested = ((1, 2), (3, (4, 5)))
(a, b), (c, (d, e)) = nested
assert a + b + c + d + e == 15 and hash(nested) == hash(((1, 2), (3, (4, 5)))) and nested in {nested}
big = tuple(range(10000))
assert big[::-1][0] == 9999 and len(big + big) == 20000
assert big.count(5) == 1 and big[1:-1][0] == 1 and sum(big) == 49995000
assert tuple(sorted({3, 1, 2})) == (1, 2, 3)
assert tuple(x * x for x in range(3)) == (0, 1, 4) and tuple({"a": 1}.items()) == (("a", 1),)
