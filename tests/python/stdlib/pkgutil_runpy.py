# importlib.metadata-free discovery: pkgutil, runpy, zipimport, importlib.resources, compileall.
import importlib.resources
import importlib.util
import os
import pkgutil
import runpy
import sys
import zipfile
os.makedirs("pkg/sub")
for name, text in {"pkg/__init__.py": "", "pkg/a.py": "x = 1\n", "pkg/sub/__init__.py": "", "pkg/sub/b.py": "y = 2\n", "pkg/data.txt": "resource"}.items():
    with open(name, "w") as f:
        f.write(text)
sys.path.insert(0, os.getcwd())
import pkg
assert sorted(m.name for m in pkgutil.iter_modules(pkg.__path__)) == ["a", "sub"]
assert {m.name: m.ispkg for m in pkgutil.walk_packages(pkg.__path__, "pkg.")} == {"pkg.a": False, "pkg.sub": True, "pkg.sub.b": False}
assert pkgutil.get_data("pkg", "data.txt") == b"resource" and pkgutil.resolve_name("os.path:join") is os.path.join
assert importlib.resources.files("pkg").joinpath("data.txt").read_text() == "resource"
assert importlib.resources.is_resource("pkg", "data.txt")
assert {p.name for p in importlib.resources.files("pkg").iterdir()} >= {"a.py", "data.txt"}
with open("script.py", "w") as f:
    f.write("name = __name__\nvalue = given * 2\n")
ran = runpy.run_path("script.py", {"given": 21}, "custom")
assert ran["value"] == 42 and ran["name"] == "custom" and runpy.run_module("pkg.a")["x"] == 1
with zipfile.ZipFile("lib.zip", "w") as z:
    z.writestr("zipped.py", "inside = 'zip'\n")
    z.writestr("zpkg/__init__.py", "from . import m\n")
    z.writestr("zpkg/m.py", "n = 3\n")
sys.path.insert(0, os.path.abspath("lib.zip"))
import zipped
import zpkg
assert zipped.inside == "zip" and zpkg.m.n == 3 and "lib.zip" in zipped.__file__
spec = importlib.util.spec_from_file_location("loaded", "pkg/a.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
assert module.x == 1 and module.__name__ == "loaded" and "loaded" not in sys.modules
lazy = importlib.util.LazyLoader.factory(type(spec.loader))
for name in ("json", "textwrap", "heapq", "argparse", "dataclasses"):
    source = importlib.util.find_spec(name).loader.get_source(name)
    assert isinstance(source, str) and "def " in source, name
