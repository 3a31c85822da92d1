# Augmented assignment on names, attributes, items and slices: in-place method first, target evaluated once.
x = 5
x += 2; x -= 1; x *= 4; x //= 5; x **= 3
assert x == 64
x %= 50; x <<= 2; x >>= 1; x |= 1; x ^= 3; x &= 0xFE
assert x == 30
y = 7
y /= 2
assert y == 3.5
items = alias = [1]
items += [2]
items *= 2
assert alias is items and alias == [1, 2, 1, 2]
calls = []


class Vector:
    def __init__(self, value):
        self.value = value

    def __iadd__(self, other):
        calls.append("iadd")
        self.value += other
        return self

    def __add__(self, other):
        calls.append("add")
        return Vector(self.value + other)

    def __sub__(self, other):
        calls.append("sub")
        return Vector(self.value - other)

    def __imatmul__(self, other):
        return "matmul"


vector = same = Vector(1)
vector += 2
assert vector is same and vector.value == 3
vector -= 1
assert vector is not same and vector.value == 2 and calls == ["iadd", "sub"]
vector @= 1
assert vector == "matmul"
evaluated = []
table = {"k": 1}


def target():
    evaluated.append(1)
    return table


target()["k"] += 5
assert table == {"k": 6} and evaluated == [1]
