# functools: reduce, lru_cache, cache, cached_property, wraps, singledispatch, total_ordering.
import functools as f
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

assert f.reduce(lambda a, b: a + b, [1, 2, 3]) == 6 and f.reduce(lambda a, b: a * b, [], 5) == 5
assert raises(lambda: f.reduce(max, [])) == "TypeError: reduce() of empty iterable with no initial value"
calls = []

@f.lru_cache(maxsize=2)
def slow(x, y=0):
    calls.append(x)
    return x + y

assert [slow(1), slow(1), slow(2), slow(3), slow(1)] == [1, 1, 2, 3, 1] and calls == [1, 2, 3, 1]
assert slow.cache_info() == (1, 4, 2, 2)
assert repr(slow.cache_info()) == "CacheInfo(hits=1, misses=4, maxsize=2, currsize=2)"
slow.cache_clear()
assert slow.cache_info().currsize == 0 and slow.__wrapped__(1) == 1
assert slow.__name__ == "slow" and slow.cache_parameters() == {"maxsize": 2, "typed": False}
assert raises(lambda: slow([])) == "TypeError: unhashable type: 'list'"

class Host:
    @f.cached_property
    def value(self):
        calls.append("computed")
        return 42

    @f.singledispatchmethod
    def kind(self, arg): return "object"

    @kind.register
    def _(self, arg: int): return "int"

host = Host()
assert host.value == 42 and host.value == 42 and calls.count("computed") == 1 and host.__dict__ == {"value": 42}
assert host.kind(1) == "int" and host.kind("x") == "object"

@f.singledispatch
def show(arg): return "default"
@show.register
def _(arg: int | float): return "number"
@show.register(list)
def show_list(arg): return "list"

assert [show(x) for x in (1, 1.5, True, [], "x")] == ["number", "number", "number", "list", "default"]
assert show.dispatch(bool)(1) == "number"
