# Forwarding *args and **kwargs through layers; keyword order; copies; wrappers and partial application.
def inner(*args, **kwargs):
    return args, kwargs


def layer(*args, **kwargs):
    return inner(*args, **kwargs)


assert layer(1, 2, a=3, b=4) == ((1, 2), {"a": 3, "b": 4}) and list(layer(z=1, y=2, x=3)[1]) == ["z", "y", "x"]
assert layer(*(1, 2), 3, *[4], **{"k": 5}, m=6) == ((1, 2, 3, 4), {"k": 5, "m": 6})
assert layer(*"ab", *{}) == (("a", "b"), {})
given = {"a": 1}
result = layer(**given)[1]
result["b"] = 2
assert given == {"a": 1} and layer(*iter([1, 2]))[0] == (1, 2) and layer(*(x for x in range(3)))[0] == (0, 1, 2)


def change(args_in, *args, **kwargs):
    args += (99,)
    kwargs["added"] = True
    return args, kwargs


assert change(0, 1, k=2) == ((1, 99), {"k": 2, "added": True})


def options(first, /, *rest, sep=",", **others):
    return first, rest, sep, others


assert options(1, 2, 3, sep=";", first=4) == (1, (2, 3), ";", {"first": 4})
assert options("x", rest=1) == ("x", (), ",", {"rest": 1})


class Mapping:
    def keys(self): return ["a", "b"]
    def __getitem__(self, key): return key.upper()


assert layer(**Mapping()) == ((), {"a": "A", "b": "B"})


def compose(*functions):
    def composed(*args, **kwargs):
        *rest, last = functions
        value = last(*args, **kwargs)
        for f in reversed(rest):
            value = f(value)
        return value
    return composed


assert compose(str, abs, int)("-5") == "5" and compose(sorted, list)("bca") == ["a", "b", "c"]
assert max(*[1, 5, 3], key=lambda x: -x) == 1
many = {f"k{i}": i for i in range(300)}
assert layer(**many)[1] == many and len(layer(*range(1000))[0]) == 1000
def swap(a, b): return b, a
assert swap(*swap(1, 2)) == (1, 2) and swap(**dict(zip("ab", swap(1, 2)))) == (1, 2)
assert print(*[], sep="", end="") is None
