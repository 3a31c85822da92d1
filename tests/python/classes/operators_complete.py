# Every binary operator, its reflected and its in-place form, and the unary ones.
import operator

SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
           "lshift": "<<", "rshift": ">>", "and": "&", "xor": "^", "or": "|"}


def binary(name):
    return lambda self, other: (name, other)


namespace = {}
for name in SYMBOLS:
    namespace[f"__{name}__"] = binary(name)
    namespace[f"__r{name}__"] = binary("r" + name)
    namespace[f"__i{name}__"] = binary("i" + name)
All = type("All", (), namespace)
Empty = type("Empty", (), {})
for name, symbol in SYMBOLS.items():
    scope = {"a": All(), "e": Empty()}
    assert eval(f"a {symbol} 5", scope) == (name, 5)
    assert eval(f"5 {symbol} a", scope) == ("r" + name, 5)
    exec(f"a {symbol}= 5", scope)
    assert scope["a"] == ("i" + name, 5)
    for expression, shown in ((f"e {symbol} 5", symbol), (f"5 {symbol} e", symbol), (f"e {symbol}= 5", symbol + "=")):
        try:
            exec(expression, scope)
        except TypeError as error:
            left, right = ("'int'", "'Empty'") if expression.startswith("5") else ("'Empty'", "'int'")
            if name == "pow" and "=" not in shown:
                shown = "** or pow()"
            assert str(error) == f"unsupported operand type(s) for {shown}: {left} and {right}", error
        else:
            raise AssertionError(expression)


class OnlyPlain:
    def __add__(self, other): return "plain"
    def __radd__(self, other): return NotImplemented


x = OnlyPlain()
x += 1
assert x == "plain"
for symbol in "-+~":
    try:
        eval(symbol + "e", {"e": Empty()})
    except TypeError as error:
        assert str(error) == f"bad operand type for unary {symbol}: 'Empty'"
assert operator.iadd(All(), 1) == ("iadd", 1) and operator.matmul(All(), 2) == ("matmul", 2)
