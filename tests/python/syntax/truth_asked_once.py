# `and` and `or` within each other ask every operand for its truth at most once.
class Value:
    def __init__(self, truth):
        self.truth, self.asked = truth, 0

    def __bool__(self):
        self.asked += 1
        return self.truth


def asked(evaluate, truths):
    values = [Value(truth == "1") for truth in truths]
    return values.index(evaluate(*values)), [value.asked for value in values]


assert asked(lambda a, b, c, d: a and b or c or d, "0111") == (2, [1, 0, 1, 0])
assert asked(lambda a, b, c, d: a and b or c or d, "1100") == (1, [1, 1, 0, 0])
assert asked(lambda a, b, c, d, e: a or b and c or d or e, "00110") == (3, [1, 1, 0, 1, 0])
assert asked(lambda a, b, c, d, e: a or (b and (c or d)) or e, "01010") == (3, [1, 1, 1, 1, 0])
assert asked(lambda a, b, c, d: (a or b) and (c or d), "0000") == (1, [1, 1, 0, 0])
assert asked(lambda a, b, c, d: (a or b) and (c or d), "1000") == (3, [1, 0, 1, 0])
assert asked(lambda a, b, c: (a and 0) or b or c, "101") == (2, [1, 1, 0])
assert asked(lambda a, b, c: (a or 1) and b and c, "010") == (2, [1, 1, 0])
assert ((0 and Value) or 1 or 2) == 1
assert (("" or 0) and Value) == 0
print("ok")
