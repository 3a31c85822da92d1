# functools: wraps, update_wrapper, total_ordering.
import functools as f


def decorate(function):
    @f.wraps(function)
    def wrapper(*args):
        "wrapper doc"
        return function(*args)
    return wrapper

@decorate
def documented(x: int):
    "original doc"
    return x

assert documented.__name__ == "documented" and documented.__doc__ == "original doc" and documented.__wrapped__(5) == 5
assert f.WRAPPER_ASSIGNMENTS[0] == "__module__" and "__type_params__" in f.WRAPPER_ASSIGNMENTS


@f.total_ordering
class Size:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __gt__(self, other): return self.n > other.n


assert Size(1) < Size(2) and Size(2) <= Size(2) and Size(3) >= Size(2)
try:
    f.total_ordering(type("Nothing", (), {}))
except ValueError as error:
    assert str(error) == "must define at least one ordering operation: < > <= >="
