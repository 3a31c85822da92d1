# Recursion: deep recursion within the limit, RecursionError and recovery, mutual recursion.
import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


assert depth(500) == 500


def forever():
    return forever() + 1


for _ in range(3):
    try:
        forever()
    except RecursionError as error:
        assert str(error).startswith("maximum recursion depth exceeded")
    else:
        raise AssertionError
old = sys.getrecursionlimit()
sys.setrecursionlimit(5000)
assert sys.getrecursionlimit() == 5000
assert depth(3000) == 3000
sys.setrecursionlimit(old)


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


assert even(100) and odd(101)


def ackermann(m, n):
    return n + 1 if m == 0 else ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


assert ackermann(2, 3) == 9
assert issubclass(RecursionError, RuntimeError)
try:
    sys.setrecursionlimit(0)
except ValueError as error:
    assert str(error) == "recursion limit must be greater or equal than 1"
