# Calling what is not callable, and built-in functions with wrong arguments.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert raises(lambda: 3()) == "TypeError: 'int' object is not callable"
assert raises(lambda: None()) == "TypeError: 'NoneType' object is not callable"
assert raises(lambda: "a"()) == "TypeError: 'str' object is not callable"
assert raises(lambda: len()) == "TypeError: len() takes exactly one argument (0 given)"
assert raises(lambda: len(1, 2)) == "TypeError: len() takes exactly one argument (2 given)"
assert raises(lambda: len(obj=[])) == "TypeError: len() takes no keyword arguments"
assert raises(lambda: abs()) == "TypeError: abs() takes exactly one argument (0 given)"
assert raises(lambda: [].append()) == "TypeError: list.append() takes exactly one argument (0 given)"
assert raises(lambda: [].append(1, 2)) == "TypeError: list.append() takes exactly one argument (2 given)"
assert raises(lambda: [].append(x=1)) == "TypeError: list.append() takes no keyword arguments"
assert raises(lambda: [].insert(1)) == "TypeError: insert expected 2 arguments, got 1"
assert raises(lambda: {}.get()) == "TypeError: get expected at least 1 argument, got 0"
assert raises(lambda: {}.get(1, 2, 3)) == "TypeError: get expected at most 2 arguments, got 3"
assert raises(lambda: {}.keys(1)) == "TypeError: dict.keys() takes no arguments (1 given)"
assert raises(lambda: isinstance(1)) == "TypeError: isinstance expected 2 arguments, got 1"
assert raises(lambda: sorted()) == "TypeError: sorted expected 1 argument, got 0"
assert raises(lambda: sorted([], 1)) == "TypeError: sorted expected 1 argument, got 2"
assert raises(lambda: "".join()) == "TypeError: str.join() takes exactly one argument (0 given)"
assert raises(lambda: "".split(x=1)) == "TypeError: split() got an unexpected keyword argument 'x'"
assert raises(lambda: str.upper()) == "TypeError: unbound method str.upper() needs an argument"
assert raises(lambda: str.upper(1)) == (
    "TypeError: descriptor 'upper' for 'str' objects doesn't apply to a 'int' object")
assert raises(lambda: object(1)) == "TypeError: object() takes no arguments"
assert raises(lambda: int("1", 2, 3)) == "TypeError: int expected at most 2 arguments, got 3"
assert raises(lambda: range()) == "TypeError: range expected at least 1 argument, got 0"
assert raises(lambda: bool(1, 2)) == "TypeError: bool expected at most 1 argument, got 2"
assert raises(lambda: list(1, 2)) == "TypeError: list expected at most 1 argument, got 2"
assert raises(lambda: tuple(x=1)) == "TypeError: tuple() takes no keyword arguments"
assert raises(lambda: print(1, bad=2)) == "TypeError: print() got an unexpected keyword argument 'bad'"
