# A generator entered by two threads at once raises ValueError in one; next() results are never duplicated.
import threading


def numbers(n):
    for i in range(n):
        yield i


shared = numbers(4000)
got = [[] for _ in range(4)]
errors = []


def pull(n):
    while True:
        try:
            got[n].append(next(shared))
        except StopIteration:
            return
        except ValueError as error:
            errors.append(str(error))


threads = [threading.Thread(target=pull, args=(n,)) for n in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
everything = sorted(x for g in got for x in g)
assert everything == list(range(4000))
assert all(e == "generator already executing" for e in errors)
entered, leave = threading.Event(), threading.Event()


def blocking():
    entered.set()
    leave.wait()
    yield 1


g = blocking()
t = threading.Thread(target=next, args=(g,))
t.start()
entered.wait()
try:
    next(g)
except ValueError as error:
    assert str(error) == "generator already executing"
else:
    raise AssertionError
leave.set()
t.join()
assert next(g, "end") == "end"
