# What is left when the program ends is finalized, while modules and their names are still there.
# alone: other threads keep what they use at exit
import subprocess
import sys


def run(source):
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert ran.stderr == "", ran.stderr
    return ran.stdout.split()


assert run("""if 1:
    import atexit, sys, struct
    class Last:
        def __init__(self, name, inner=None): self.name, self.inner = name, inner
        def __del__(self): print(self.name, sys.is_finalizing(), struct.calcsize("i"), helper())
    def helper(): return "helped"
    atexit.register(lambda: print("atexit"))
    inner = Last("inner")
    kept = Last("outer", inner)
    del inner
""") == ["atexit", "outer", "True", "4", "helped", "inner", "True", "4", "helped"]

# Objects of other modules, cycles, and generators within `finally`.
assert sorted(run("""if 1:
    import sys, types
    class Last:
        def __del__(self): print("gone")
    sys.modules["other"] = types.ModuleType("other")
    sys.modules["other"].kept = Last()
    cycle = Last(); cycle.itself = cycle
    def generate():
        try: yield
        finally: print("closed")
    running = generate(); next(running)
""")) == ["closed", "gone", "gone"]

# Once is enough.
assert run("""if 1:
    import gc
    class Last:
        def __del__(self): global again; again = self; print("once")
    Last(); gc.collect()
""") == ["once"]

# What goes wrong is told.
ran = subprocess.run(
    [sys.executable, "-c", "class A:\n def __del__(self): 1 / 0\na = A()"], capture_output=True, text=True
)
assert ran.returncode == 0
first, *_, last = ran.stderr.splitlines()
assert first.startswith("Exception ignored while calling deallocator <function A.__del__ at 0x"), first
assert last == "ZeroDivisionError: division by zero"

# Threads are no longer started then.
ran = subprocess.run(
    [sys.executable, "-c", "import threading\nclass A:\n def __del__(self): threading.Thread(target=print).start()\na = A()"],
    capture_output=True,
    text=True,
)
assert ran.stdout == ""
assert ran.stderr.endswith("PythonFinalizationError: can't create new thread at interpreter shutdown\n"), ran.stderr
print("ok")
