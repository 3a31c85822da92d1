# Long chains of generators and deep yield from.
def source(n):
    yield from range(n)


def add_one(items):
    for item in items:
        yield item + 1


pipe = source(10)
for _ in range(100):
    pipe = add_one(pipe)
assert list(pipe) == list(range(100, 110))


def deep(n):
    if n:
        yield from deep(n - 1)
    yield n


assert list(deep(100)) == list(range(101))
many = [source(3) for _ in range(1000)]
for g in many:
    next(g)
assert sum(next(g) for g in many) == 1000


def local_state():
    a, b, c = 1, [2], {"d": 3}
    yield a
    a += 1
    b.append(a)
    yield b
    c["e"] = b
    yield c


assert list(local_state()) == [1, [2, 2], {"d": 3, "e": [2, 2]}]


def try_loop():
    for i in range(4):
        try:
            if i % 2:
                raise ValueError
            yield i
        except ValueError:
            yield -i
        else:
            yield "else"


assert list(try_loop()) == [0, "else", -1, 2, "else", -3]
