# Many threads import the same module at once: it is executed once and nobody sees half of it.
import os
import sys
import threading

with open("slow_module.py", "w") as f:
    f.write("import sys, time\nsys.slow_runs = getattr(sys, 'slow_runs', 0) + 1\nfirst = 1\ntime.sleep(0.05)\nlast = 2\n")
sys.path.insert(0, os.getcwd())
barrier = threading.Barrier(8)
seen = []


def work():
    barrier.wait()
    import slow_module
    seen.append((slow_module.first, slow_module.last))


threads = [threading.Thread(target=work) for _ in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
assert seen == [(1, 2)] * 8 and sys.slow_runs == 1
names = ["json", "decimal", "fractions", "statistics", "textwrap", "string", "csv", "calendar"]
loaded = []


def load(name):
    barrier.wait()
    loaded.append(__import__(name).__name__)


threads = [threading.Thread(target=load, args=(n,)) for n in names]
[t.start() for t in threads]
[t.join() for t in threads]
assert sorted(loaded) == sorted(names)
