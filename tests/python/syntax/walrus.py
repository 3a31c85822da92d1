# Assignment expressions: value, scope of comprehension targets, use in conditions.
if (n := 10) > 5:
    pass
assert n == 10
assert [y := 1, y**2] == [1, 1]
assert y == 1
values = [last := i for i in range(5)]
assert last == 4 and values == [0, 1, 2, 3, 4]
assert any((witness := v) > 2 for v in values) and witness == 3
total = 0
partial = [total := total + v for v in values]
assert partial == [0, 1, 3, 6, 10] and total == 10


def function():
    found = [hit := v for v in "ab"]
    return hit


assert function() == "b"
data = iter([1, 2, 0, 3])
seen = []
while item := next(data):
    seen.append(item)
assert seen == [1, 2]
assert (lambda: (z := 3) + z)() == 6
print_args = dict(a=(w := 4))
assert w == 4
x = "global"


def shadows():
    [x := i for i in range(2)]
    return x


assert shadows() == 1 and x == "global"
assert f"{(q := 5)}{q}" == "55"
