# Assignment: chained, tuple, list, attribute, item and slice targets, evaluated in order.
a = b = c = 3
assert (a, b, c) == (3, 3, 3)
a, b = b, a + 1
assert (a, b) == (3, 4)
[a, (b, c)] = 1, (2, 3)
assert (a, b, c) == (1, 2, 3)
values = [0, 1, 2, 3]
values[1:3] = "xyz"
assert values == [0, "x", "y", "z", 3]
i, values[i] = 2, "set"
assert values == [0, "x", "set", "z", 3]


class Box:
    pass


box = Box()
box.left, box.right = "lr"
assert (box.left, box.right) == ("l", "r")

order = []


def note(name, value=None):
    order.append(name)
    return value


note("target1", values)[note("index1", 0)] = note("target2", values)[note("index2", 1)] = note("value", 9)
assert order == ["value", "target1", "index1", "target2", "index2"]
assert values[:2] == [9, 9]
() = []
[] = ()
(a) = 5
assert a == 5
