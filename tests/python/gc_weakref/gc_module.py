# The gc module: collect, enable, disable, callbacks, get_objects, is_tracked, freeze.
import gc

assert gc.isenabled()
gc.disable()
assert not gc.isenabled()
gc.enable()
assert isinstance(gc.collect(), int) and isinstance(gc.collect(0), int)
assert len(gc.get_count()) == 3 and len(gc.get_threshold()) == 3
phases = []


def callback(phase, info):
    phases.append((phase, sorted(info)))


gc.callbacks.append(callback)
gc.collect()
gc.callbacks.remove(callback)
assert [p for p, _ in phases] == ["start", "stop"] and {"generation", "collected", "uncollectable"} <= set(phases[0][1])
assert gc.garbage == [] and gc.is_tracked([]) and not gc.is_tracked(5) and not gc.is_tracked("a")


class Marker:
    pass


marker = Marker()
holder = [marker]
assert any(o is marker for o in gc.get_objects()) and any(r is holder for r in gc.get_referrers(marker))
assert marker in gc.get_referents(holder)
assert not gc.is_finalized(marker)
gc.freeze()
gc.unfreeze()
try:
    gc.collect(5)
except ValueError as error:
    assert str(error) == "invalid generation"
assert len(gc.get_stats()) >= 1 and "collections" in gc.get_stats()[0]
