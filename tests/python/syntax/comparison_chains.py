# Chained comparisons evaluate the middle once and stop at the first false link.
order = []


def v(value):
    order.append(value)
    return value


assert v(1) < v(2) < v(3) and order == [1, 2, 3]
order.clear()
assert not (v(3) < v(2) < v(1)) and order == [3, 2]
assert 1 < 2 > 1 != 3 == 3 >= 3 <= 4
assert 1 in [1] in [[1]]
assert (1 == 1 is True) is False
assert not 1 is not 1
assert "a" not in "bcd"
x = [1, 2]
assert (x is x) and (x is not [1, 2])


class Loud:
    def __lt__(self, other):
        return ["truthy"]

    def __gt__(self, other):
        return ""


assert (Loud() < 1) == ["truthy"]
assert (Loud() < Loud() > 1) == ""
