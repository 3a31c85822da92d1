# Everyday operations raise the exact errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert raises(lambda: 1 / 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: 1 // 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: 1 % 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: divmod(1, 0)) == "ZeroDivisionError: division by zero"
assert raises(lambda: 1.0 / 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: 1.0 // 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: 1.0 % 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: 0 ** -1) == "ZeroDivisionError: zero to a negative power"
assert raises(lambda: 0.0 ** -1) == "ZeroDivisionError: zero to a negative power"
assert raises(lambda: 1j / 0) == "ZeroDivisionError: division by zero"
assert raises(lambda: [][0]) == "IndexError: list index out of range"
assert raises(lambda: ()[0]) == "IndexError: tuple index out of range"
assert raises(lambda: ""[0]) == "IndexError: string index out of range"
assert raises(lambda: b""[0]) == "IndexError: index out of range"
assert raises(lambda: range(0)[0]) == "IndexError: range object index out of range"
assert raises(lambda: {}["k"]) == "KeyError: 'k'"
assert raises(lambda: [].pop()) == "IndexError: pop from empty list"
assert raises(lambda: [1].pop(5)) == "IndexError: pop index out of range"
assert raises(lambda: set().pop()) == "KeyError: 'pop from an empty set'"
assert raises(lambda: {}.popitem()) == "KeyError: 'popitem(): dictionary is empty'"
assert raises(lambda: [].remove(1)) == "ValueError: list.remove(x): x not in list"
assert raises(lambda: [].index(1)) == "ValueError: list.index(x): x not in list"
assert raises(lambda: ().index(1)) == "ValueError: tuple.index(x): x not in tuple"
assert raises(lambda: "".index("a")) == "ValueError: substring not found"
assert raises(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"
assert raises(lambda: float("x")) == "ValueError: could not convert string to float: 'x'"
assert raises(lambda: complex("x")) == "ValueError: complex() arg is a malformed string"
assert raises(lambda: int(None)) == (
    "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'")
assert raises(lambda: float([])) == "TypeError: float() argument must be a string or a real number, not 'list'"
assert raises(lambda: 1 << -1) == "ValueError: negative shift count"
assert raises(lambda: chr(-1)) == "ValueError: chr() arg not in range(0x110000)"
assert raises(lambda: ord("ab")) == "TypeError: ord() expected a character, but string of length 2 found"
assert raises(lambda: None.x) == "AttributeError: 'NoneType' object has no attribute 'x'"
assert raises(lambda: (1).x) == "AttributeError: 'int' object has no attribute 'x'"
assert raises(lambda: None[0]) == "TypeError: 'NoneType' object is not subscriptable"
assert raises(lambda: int[0]) == "TypeError: type 'int' is not subscriptable"
