# Built-in functions as objects: names, repr, docs, signatures.
import inspect

assert repr(len) == "<built-in function len>"
assert len.__name__ == "len" and len.__qualname__ == "len" and len.__module__ == "builtins"
assert repr([].append).startswith("<built-in method append of list object at 0x")
assert repr(list.append) == "<method 'append' of 'list' objects>"
assert repr(int.__add__) == "<slot wrapper '__add__' of 'int' objects>"
assert repr((1).__add__).startswith("<method-wrapper '__add__' of int object at 0x")
assert repr(int.real) == "<attribute 'real' of 'int' objects>"
assert type(len).__name__ == "builtin_function_or_method"
assert type(list.append).__name__ == "method_descriptor"
assert type(int.__add__).__name__ == "wrapper_descriptor"
assert list.append.__qualname__ == "list.append"
assert isinstance(len.__doc__, str)
assert str(inspect.signature(sorted)) == "(iterable, /, *, key=None, reverse=False)"
assert str(inspect.signature(len)) == "(obj, /)"
