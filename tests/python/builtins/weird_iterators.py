# Iterators over changing or failing sources: errors pass through list, tuple, sum, join, unpacking.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def failing(n):
    yield from range(n)
    raise KeyError("source failed")


for consumer in (list, tuple, set, sum, sorted, dict.fromkeys, max, lambda i: [*i], lambda i: [x for x in i],
                 lambda i: " ".join(map(str, i)), bytes, bytearray, frozenset, lambda i: list(zip(i, i)), all,
                 lambda i: 99 in i, lambda i: [].extend(i), lambda i: set().union(i), enumerate, reversed):
    text = raises(lambda: consumer(failing(3)))
    if consumer is all:
        assert text == "nothing raised"
    elif consumer is enumerate:
        assert text == "nothing raised"
    elif consumer is reversed:
        assert text == "TypeError: 'generator' object is not reversible"
    else:
        assert text == "KeyError: 'source failed'", (consumer, text)
target = []
assert raises(lambda: target.extend(failing(3))) == "KeyError: 'source failed'" and target == [0, 1, 2]


class BadLength:
    def __init__(self, hint): self.hint = hint
    def __iter__(self): return iter("ab")
    def __length_hint__(self): return self.hint


assert list(BadLength(NotImplemented)) == ["a", "b"] and list(BadLength(1000)) == ["a", "b"]
assert raises(lambda: list(BadLength(-1))) == "ValueError: __length_hint__() should return >= 0"
assert raises(lambda: list(BadLength("x"))) == "TypeError: __length_hint__ must be an integer, not str"
