# __del__: called once collected, resurrection, errors reported through sys.unraisablehook.
import gc
import sys

log = []


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


def make():
    Loud("a")
    pair = [Loud("b")]
    pair.append(pair)


def collect():
    for _ in range(3):
        gc.collect()


make()
collect()
assert sorted(log) == ["a", "b"], log
saved = []


class Phoenix:
    def __del__(self):
        saved.append(self)


def burn():
    Phoenix()


burn()
collect()
assert len(saved) == 1 and type(saved[0]) is Phoenix


class Failing:
    def __del__(self):
        raise ValueError("in del")


def fail():
    Failing()


seen = []
sys.unraisablehook = lambda info: seen.append((info.exc_type, str(info.exc_value)))
fail()
collect()
assert seen == [(ValueError, "in del")]
