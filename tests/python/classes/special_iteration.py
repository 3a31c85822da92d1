# Iterator protocol: __iter__, __next__, sequences, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


assert list(Countdown(3)) == [2, 1, 0]
a, b = Countdown(2)
assert (a, b) == (1, 0)
assert sum(Countdown(4)) == 6 and 2 in Countdown(4) and max(Countdown(3)) == 2
assert sorted(Countdown(3)) == [0, 1, 2] and dict(zip("ab", Countdown(2))) == {"a": 1, "b": 0}


class BadIter:
    def __iter__(self):
        return 5


class BadLen:
    def __len__(self):
        return -1


class StrLen:
    def __len__(self):
        return "x"


class Hint:
    def __iter__(self):
        return iter([1])

    def __length_hint__(self):
        return 10


assert raises(lambda: iter(BadIter())) == "TypeError: iter() returned non-iterator of type 'int'"
assert raises(lambda: len(BadLen())) == "ValueError: __len__() should return >= 0"
assert raises(lambda: len(StrLen())) == "TypeError: 'str' object cannot be interpreted as an integer"
assert list(Hint()) == [1]
assert raises(lambda: next(5)) == "TypeError: 'int' object is not an iterator"
assert raises(lambda: next(iter([]))) == "StopIteration: "
assert next(iter([]), "default") == "default"
