# Function objects: names, code, defaults, dict, module, annotations, assignment to them.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def function(a, b: int = 1, *, c=2) -> str:
    "doc"
    local = a
    return local


assert (function.__name__, function.__qualname__, function.__module__) == ("function", "function", "__main__")
assert function.__doc__ == "doc"
assert function.__globals__ is globals()
assert function.__builtins__["len"] is len
code = function.__code__
assert (code.co_name, code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount) == ("function", 2, 1, 0)
assert code.co_varnames == ("a", "b", "c", "local") and code.co_nlocals == 4
assert code.co_firstlineno == 10
assert code.co_flags & 3 == 3
function.extra = 5
assert function.__dict__ == {"extra": 5}
del function.extra
assert raises(lambda: function.extra) == "AttributeError: 'function' object has no attribute 'extra'"
function.__name__ = "renamed"
assert function.__name__ == "renamed" and repr(function).startswith("<function function at 0x")
function.__code__ = (lambda a, b=1, *, c: (a, b, c)).__code__
assert function(1) == (1, 1, 2)
assert raises(lambda: setattr(function, "__code__", 1)) == "TypeError: __code__ must be set to a code object"
assert raises(lambda: setattr(function, "__name__", 1)) == "TypeError: __name__ must be set to a string object"
assert raises(lambda: setattr(function, "__defaults__", 1)) == "TypeError: __defaults__ must be set to a tuple object"
made = type(function)((lambda x: x + y).__code__, {"y": 10}, "made", (5,))
assert made() == 15 and made.__name__ == "made"
assert (lambda: 0).__code__.replace(co_name="new").co_name == "new"
assert function.__kwdefaults__ == {"c": 2}
assert callable(function) and not hasattr(function, "__self__")
assert function.__get__(5).__self__ == 5
assert function.__type_params__ == ()
bare = eval("lambda: 0", {"__builtins__": {}})
assert bare.__builtins__ == {} and function.__builtins__["len"] is len
