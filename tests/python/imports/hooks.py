# Import hooks: meta path finders and loaders, importlib.abc, spec_from_loader, module_from_spec.
import importlib.abc
import importlib.machinery
import importlib.util
import sys


class Loader(importlib.abc.Loader):
    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.value = module.__name__.upper()


class Finder(importlib.abc.MetaPathFinder):
    seen = []

    def find_spec(self, name, path, target=None):
        Finder.seen.append(name)
        if name.startswith("virtual"):
            return importlib.util.spec_from_loader(name, Loader(), is_package=name == "virtual")


sys.meta_path.insert(0, Finder())
import virtual
import virtual.child
assert virtual.value == "VIRTUAL" and virtual.child.value == "VIRTUAL.CHILD" and virtual.__path__ == []
assert isinstance(virtual.__loader__, Loader) and virtual.__spec__.name == "virtual"
assert Finder.seen[:2] == ["virtual", "virtual.child"]
try:
    import definitely_missing
except ModuleNotFoundError:
    assert Finder.seen[-1] == "definitely_missing"


class Source(importlib.abc.SourceLoader):
    def get_filename(self, name): return name + ".virtual"
    def get_data(self, path): return b"answer = 6 * 7\nname = __name__"
    def path_stats(self, path): raise OSError


spec = importlib.util.spec_from_loader("from_source", Source())
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
assert module.answer == 42 and module.name == "from_source" and module.__file__ == "from_source.virtual"
assert importlib.util.resolve_name(".x", "pkg") == "pkg.x"
assert importlib.machinery.ModuleSpec("n", None, origin="o").origin == "o"
assert "math" in sys.modules or importlib.import_module("math")
