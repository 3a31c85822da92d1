# __import__, builtins module, __build_class__, open as built-in, breakpoint hook, help.
import builtins
import sys

assert __import__("os.path").__name__ == "os" and __import__("os.path", fromlist=["join"]).__name__.endswith("path")
assert builtins.len is len and __builtins__ is builtins or isinstance(__builtins__, dict)
builtins.custom_name = 5
assert custom_name == 5
del builtins.custom_name
try:
    custom_name
except NameError as error:
    assert str(error) == "name 'custom_name' is not defined"
len = lambda x: "shadowed"
assert len([1]) == "shadowed"
del len
assert len([1]) == 1
hooked = []
sys.breakpointhook = lambda *a, **k: hooked.append((a, k))
breakpoint(1, x=2)
assert hooked == [((1,), {"x": 2})]
assert builtins.__name__ == "builtins" and "print" in dir(builtins)
assert builtins.open is open and open.__name__ == "open"
assert copyright and credits and exit and quit and license
calls = []
original = builtins.__import__


def tracing(name, *args, **kwargs):
    calls.append(name)
    return original(name, *args, **kwargs)


builtins.__import__ = tracing
import colorsys
builtins.__import__ = original
assert calls[0] == "colorsys"
built = []
original_build = builtins.__build_class__
builtins.__build_class__ = lambda f, name, *a, **k: built.append(name) or original_build(f, name, *a, **k)
class Watched: pass
builtins.__build_class__ = original_build
assert built == ["Watched"]
