# Priorities of threads: sys.setpriority, threading.Thread(priority=...), and what CPython says to them.
import sys
import threading


def raises(f):
    try:
        f()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def seen_by(thread):
    thread.start()
    thread.join()
    return seen.pop()


seen = []
if sys.implementation.name == "typhon":
    assert sys.getpriority() == 0
    # Lowering is always allowed; without a GIL policy the system may refuse to raise again.
    lower = threading.Thread(target=lambda: (sys.setpriority(-2), seen.append(sys.getpriority())))
    assert seen_by(lower) == -2
    assert sys.getpriority() == 0
    started = threading.Thread(target=lambda: seen.append(sys.getpriority()), priority=-3)
    assert seen_by(started) == -3
    assert seen_by(threading.Thread(target=lambda: seen.append(sys.getpriority()))) == 0
    assert raises(lambda: sys.setpriority(21)) == "ValueError: priority must be in -20..20, not 21"
    assert raises(lambda: sys.setpriority("1")) == "TypeError: 'str' object cannot be interpreted as an integer"
    assert raises(lambda: threading.Thread(priority=-21)) == "ValueError: priority must be in -20..20, not -21"

    class Named(threading.Thread):
        def __init__(self):
            super().__init__(priority=-1, name="named")

        def run(self):
            seen.append((self.name, sys.getpriority()))

    assert seen_by(Named()) == ("named", -1)
    statistics = sys._gil_statistics()
    assert (statistics["policy"] != "none") == sys._is_gil_enabled()
    assert statistics["forced"] <= statistics["switches"]
else:
    assert not hasattr(sys, "setpriority")
    assert raises(lambda: threading.Thread(priority=1)).startswith("TypeError: ")
old = sys.getswitchinterval()
sys.setswitchinterval(0.001)
assert sys.getswitchinterval() == 0.001
sys.setswitchinterval(old)
assert sys.getswitchinterval() == old
assert raises(lambda: sys.setswitchinterval(0)) == "ValueError: switch interval must be strictly positive"
