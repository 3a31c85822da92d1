# Changing a dictionary during iteration.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def change(action):
    d = {i: i for i in range(5)}

    def loop():
        for key in d:
            action(d, key)
    return raises(loop)


size = "RuntimeError: dictionary changed size during iteration"
assert change(lambda d, k: d.__setitem__(k + 100, 1)) == size
assert change(lambda d, k: d.__delitem__(k)) == size
assert change(lambda d, k: d.clear()) == size
assert change(lambda d, k: d.__setitem__(k, None)) == "nothing raised"


def swap(d, k):
    del d[k]
    d[k + 100] = 1


assert change(swap) in ("RuntimeError: dictionary keys changed during iteration", "nothing raised")
d = {i: i for i in range(5)}
for key in list(d):
    if key % 2:
        del d[key]
assert d == {0: 0, 2: 2, 4: 4}
for key, value in d.copy().items():
    d[value + 10] = key
assert len(d) == 6
it = iter({})
assert next(it, "end") == "end"
values = iter({1: "a"}.values())
assert next(values) == "a" and next(values, None) is None
