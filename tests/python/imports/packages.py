# Packages written to disk: relative imports, __init__, submodules, __all__, namespace packages.
import importlib.util
import os
import sys

files = {
    "pkg/__init__.py": "from .a import value\n__all__ = ['a', 'shown']\nshown = 1\nhidden = 2\n",
    "pkg/a.py": "from . import b\nfrom .b import deep\nvalue = deep + 1\nname = __name__, __package__\n",
    "pkg/b.py": "deep = 41\nfrom .sub import leaf\n",
    "pkg/sub/__init__.py": "",
    "pkg/sub/leaf.py": "from .. import b as up\n",
    "space/one.py": "x = 1\n",
    "single.py": "import sys\ncount = getattr(sys, 'single_count', 0) + 1\nsys.single_count = count\n",
}
for name, text in files.items():
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "w") as f:
        f.write(text)
sys.path.insert(0, os.getcwd())
import pkg
assert pkg.value == 42 and pkg.a.name == ("pkg.a", "pkg") and pkg.sub.leaf.up is pkg.b
assert pkg.__path__ == [os.path.join(os.getcwd(), "pkg")] and pkg.__file__.endswith("__init__.py")
scope = {}
exec("from pkg import *", scope)
assert scope["shown"] == 1 and "hidden" not in scope and scope["a"] is pkg.a
import space.one
assert space.one.x == 1 and space.__file__ is None and list(space.__path__)
import single
assert single.count == 1
import single
assert single.count == 1 and importlib.reload(single).count == 2
assert importlib.import_module(".b", "pkg") is pkg.b
assert importlib.import_module("pkg.sub.leaf").__name__ == "pkg.sub.leaf"
spec = importlib.util.find_spec("pkg.a")
assert spec.name == "pkg.a" and spec.origin == pkg.a.__file__
assert spec.parent == "pkg" and spec.submodule_search_locations is None
assert importlib.util.find_spec("nothing_here") is None
assert single.__spec__.loader.get_source("single") == files["single.py"]
assert pkg.__spec__.submodule_search_locations
