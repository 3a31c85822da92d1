# An expression parser by precedence climbing, with functions, errors and variables.
import math
import re

OPERATORS = {"+": (1, lambda a, b: a + b), "-": (1, lambda a, b: a - b), "*": (2, lambda a, b: a * b),
             "/": (2, lambda a, b: a / b), "%": (2, lambda a, b: a % b), "^": (3, lambda a, b: a ** b)}


class Calculator:
    def __init__(self):
        self.names = {"pi": math.pi, "sqrt": math.sqrt, "max": max}

    def run(self, text):
        self.tokens = re.findall(r"\d+\.?\d*|\w+|\S", text)
        if len(self.tokens) > 1 and self.tokens[1] == "=":
            name, _, *self.tokens = self.tokens
            self.names[name] = value = self.expression(0)
        else:
            value = self.expression(0)
        if self.tokens:
            raise SyntaxError(f"unexpected {self.tokens[0]}")
        return value

    def expression(self, level):
        left = self.operand()
        while self.tokens and self.tokens[0] in OPERATORS and OPERATORS[self.tokens[0]][0] >= level:
            symbol = self.tokens.pop(0)
            rank, apply = OPERATORS[symbol]
            left = apply(left, self.expression(rank if symbol == "^" else rank + 1))
        return left

    def operand(self):
        token = self.tokens.pop(0)
        if token == "-":
            return -self.expression(3)
        if token == "(":
            value = self.expression(0)
            assert self.tokens.pop(0) == ")"
            return value
        if token[0].isdigit():
            return float(token) if "." in token else int(token)
        value = self.names[token]
        if callable(value):
            self.tokens.pop(0)
            args = []
            while self.tokens[0] != ")":
                args.append(self.expression(0))
                if self.tokens[0] == ",":
                    self.tokens.pop(0)
            self.tokens.pop(0)
            value = value(*args)
        return value


c = Calculator()
assert [c.run(t) for t in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 - 4 - 3", "7 % 4 / 2")] == [7, 9, 512, -4, 3, 1.5]
assert c.run("x = max(3, 1 + 4)") == 5 and c.run("x * sqrt(16) + 1.5") == 21.5
