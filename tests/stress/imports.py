"""Imports: many threads import the same new modules; each is executed once and seen whole."""
import importlib
import os
import sys
import tempfile

from hammer import THREADS, hammer, ok, rounds

N = rounds(60)
sys.dont_write_bytecode = True
with tempfile.TemporaryDirectory() as folder:
    for i in range(N):
        with open(os.path.join(folder, f"generated_{i}.py"), "w") as file:
            needs = f"import generated_{i - 1} as previous\n" if i else "previous = None\n"
            file.write(f"{needs}import sys\nsys.generated.append({i})\nfirst = {i}\n"
                       f"def function(x):\n    return x + {i}\nlast = function(1)\n")
    sys.path.insert(0, folder)
    sys.generated = []
    importlib.invalidate_caches()

    def load(index):
        order = range(N) if index % 2 else range(N - 1, -1, -1)
        for i in order:
            module = importlib.import_module(f"generated_{i}")
            assert module.first == i and module.last == i + 1 and module.function(2) == i + 2
            assert i == 0 or module.previous.first == i - 1
            assert sys.modules[f"generated_{i}"] is module

    hammer(load)
    assert sorted(sys.generated) == list(range(N)), "a module ran twice"

    def again(index):
        for _ in range(50):
            for i in range(N):
                exec(f"from generated_{i} import first; assert first == {i}")

    hammer(again)
ok()
