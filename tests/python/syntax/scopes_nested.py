# Scopes: functions in classes in functions, comprehension in class bodies, lambda defaults, exec.
x = "module"

def outer():
    x = "outer"

    class Inner:
        y = x
        x = "class"
        z = x

        def method(self):
            return x

        values = [x for _ in range(1)]
        functions = [lambda: x for _ in range(1)]

    return Inner

inner = outer()
assert (inner.y, inner.z, inner().method()) == ("module", "class", "outer")
assert inner.values == ["outer"] and inner.functions[0]() == "outer"

def three():
    a = 1

    def two():
        b = 2

        def one():
            nonlocal a, b
            a, b = b, a
            return a, b
        return one
    return two()()

assert three() == (2, 1)

def shadow_builtin():
    len = lambda x: 99
    return len([])

assert shadow_builtin() == 99 and len([]) == 0

def uses_global():
    global x
    x = "changed"

    def inner():
        x = "local"
        return x
    return inner()

assert uses_global() == "local" and x == "changed"
namespace = {"n": 5}
exec("def f():\n    return n\nclass C:\n    m = n + 1\nresult = f() + C.m", namespace)
assert namespace["result"] == 11
