# Closures: cells shared between functions, late binding, cell objects.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

def counter():
    count = 0

    def increment():
        nonlocal count
        count += 1
        return count

    def reset():
        nonlocal count
        count = 0
    return increment, reset

increment, reset = counter()
increment()
assert increment() == 2
reset()
assert increment() == 1
assert counter()[0]() == 1 and increment() == 2
assert increment.__closure__[0].cell_contents == 2
assert increment.__code__.co_freevars == ("count",)
assert counter.__code__.co_cellvars == ("count",)

def late():
    return [lambda: i for i in range(3)]

assert [f() for f in late()] == [2, 2, 2]

def parameter_cell(x):
    def get():
        return x
    x += 1
    return get

assert parameter_cell(1)() == 2

def empty():
    def get():
        return later
    return get
    later = 1

assert raises(lambda: empty().__closure__[0].cell_contents) == "ValueError: Cell is empty"
increment.__closure__[0].cell_contents = 10
assert increment() == 11
