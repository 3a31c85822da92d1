# Hashing: __hash__ results, big values, bad values, user keys in dicts and sets.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 2

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

table = {Key(i): i for i in range(20)}
assert len(table) == 20 and all(table[Key(i)] == i for i in range(20))
del table[Key(4)]
assert Key(4) not in table and len(table) == 19
assert len({Key(1), Key(1), Key(3)}) == 2

class Big:
    def __hash__(self):
        return 2 ** 100

assert hash(Big()) == hash(2 ** 100)

class BadHash:
    def __hash__(self):
        return "x"

assert raises(lambda: hash(BadHash())) == "TypeError: __hash__ method should return an integer"

class MinusOne:
    def __hash__(self):
        return -1

assert hash(MinusOne()) == -2 and hash(-1) == -2 and hash(-2) == -2
assert hash(1) == hash(1.0) == hash(True) == hash(1 + 0j) == 1
assert hash("a") == hash("a") and hash((1, 2)) == hash((1, 2)) and hash(frozenset([1, 2])) == hash(frozenset([2, 1]))
assert raises(lambda: hash([])) == "TypeError: unhashable type: 'list'"
assert raises(lambda: hash(([],))) == "TypeError: unhashable type: 'list'"

class Inherit(Key):
    def __eq__(self, other):
        return True

    __hash__ = Key.__hash__

assert hash(Inherit(3)) == 1
