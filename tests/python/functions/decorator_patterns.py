# Decorators in practice: with arguments, on methods, stacked, class-based, registering, memoising.
import functools

def repeat(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return [function(*args, **kwargs) for _ in range(times)]
        return wrapper
    return decorate

@repeat(3)
def hello(name, *, mark="!"):
    "Says hello."
    return "hello " + name + mark

assert hello("x", mark="?") == ["hello x?"] * 3 and hello.__name__ == "hello" and hello.__doc__ == "Says hello."

class CountCalls:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.count = function, 0

    def __call__(self, *args):
        self.count += 1
        return self.function(*args)

    def __get__(self, instance, owner):
        return self if instance is None else functools.partial(self, instance)

class Host:
    @CountCalls
    def method(self, x):
        return x * 2

    @repeat(2)
    def twice(self):
        return self.__class__.__name__

host = Host()
assert host.method(2) == 4 and host.method(3) == 6 and Host.method.count == 2 and host.twice() == ["Host", "Host"]
registry = {}

def register(name):
    return lambda function: registry.setdefault(name, function)

@register("add")
def add(a, b): return a + b

def memoise(function):
    cache = {}
    return lambda n: cache[n] if n in cache else cache.setdefault(n, function(n))

@memoise
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

assert registry["add"](1, 2) == 3 and fib(80) == 23416728348467685
