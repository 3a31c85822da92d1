# from module import *: __all__, underscore names, wrong __all__, into functions by exec, shadowing order.
import os
import sys
import types
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


with open("with_all.py", "w") as f:
    f.write("__all__ = ['shown', '_private']\nshown = 1\n_private = 2\nhidden = 3\n")
with open("without_all.py", "w") as f:
    f.write("public = 1\n_private = 2\n__dunder__ = 3\nimport os\n")
with open("bad_all.py", "w") as f:
    f.write("__all__ = ['missing']\n")
with open("wrong_all.py", "w") as f:
    f.write("__all__ = [5]\n")
sys.path.insert(0, os.getcwd())


def star(name):
    scope = {}
    exec(f"from {name} import *", scope)
    return {k for k in scope if k != "__builtins__"}


assert star("with_all") == {"shown", "_private"} and star("without_all") == {"public", "os"}
assert raises(lambda: star("bad_all")) == "AttributeError: module 'bad_all' has no attribute 'missing'"
assert raises(lambda: star("wrong_all")) == "TypeError: Item in wrong_all.__all__ must be str, not int"
from with_all import shown as renamed, _private
assert renamed == 1 and _private == 2
import with_all
with_all.shown = 10
from with_all import shown
assert shown == 10 and renamed == 1
fake = types.ModuleType("fake_module")
fake.__getattr__ = lambda name: name * 2
sys.modules["fake_module"] = fake
from fake_module import ab
assert ab == "abab" and fake.zz == "zzzz"
del sys.modules["with_all"]
import with_all as again
assert again is not with_all and again.shown == 1
assert raises(lambda: exec("from os import nothing_like_this")).startswith("ImportError: cannot import name 'nothing_like_this' from 'os' (")
assert raises(lambda: exec("from os.path import nope, join")).startswith("ImportError: cannot import name 'nope' from 'posixpath' (")
assert raises(lambda: __import__("")) == "ValueError: Empty module name"
assert raises(lambda: __import__(5)) == "TypeError: module name must be a string"
import importlib
assert raises(lambda: importlib.import_module(".x")) == "TypeError: the 'package' argument is required to perform a relative import for '.x'"
