# import forms: as, from, dotted, relative names, star, caching in sys.modules.
import math
import math as m
import os.path as path
import collections.abc
import sys
from math import floor, pi as PI
from math import (ceil, sqrt as root,)
from os import *

assert m is math and PI == math.pi and floor(1.5) == 1 and ceil(1.5) == 2 and root(4) == 2
assert path is sys.modules["os.path"] and collections.abc.Mapping and sys.modules["math"] is math
assert getcwd and "sep" in globals() and "_exit" in globals()
assert math.__name__ == "math" and repr(math).startswith("<module 'math'")


def local_import():
    import json
    return json


assert local_import() is sys.modules["json"] and "json" not in globals()
try:
    import no_such_module
except ModuleNotFoundError as error:
    assert str(error) == "No module named 'no_such_module'" and error.name == "no_such_module"
try:
    import os.nothing
except ModuleNotFoundError as error:
    assert str(error) == "No module named 'os.nothing'; 'os' is not a package"
try:
    from math import nothing
except ImportError as error:
    assert str(error).startswith("cannot import name 'nothing' from 'math'") and error.name == "math"
try:
    from . import sibling
except ImportError as error:
    assert str(error) == "attempted relative import with no known parent package"
sys.modules["blocked"] = None
try:
    import blocked
except ModuleNotFoundError as error:
    assert str(error) == "import of blocked halted; None in sys.modules"
sys.modules["fake"] = type("Fake", (), {"x": 5})
import fake
from fake import x
assert fake.x == x == 5
try:
    exec("from math import *\nresult = cos(0)")
finally:
    assert result == 1.0
