# __getitem__, __setitem__, __delitem__, __contains__, __iter__, __len__, __reversed__, __missing__.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Store:
    def __init__(self):
        self.log = []

    def __getitem__(self, key):
        return ("get", key)

    def __setitem__(self, key, value):
        self.log.append((key, value))

    def __delitem__(self, key):
        self.log.append(("del", key))


store = Store()
assert store[1] == ("get", 1) and store[1:2] == ("get", slice(1, 2)) and store[..., 1:2:3] == (
    "get", (..., slice(1, 2, 3)))
store["k"] = 1
del store[1:]
assert store.log == [("k", 1), ("del", slice(1, None))]


class OldSequence:
    def __getitem__(self, index):
        if index == 3:
            raise IndexError
        return index * 10


assert list(OldSequence()) == [0, 10, 20] and 10 in OldSequence() and 5 not in OldSequence()
assert raises(lambda: reversed(OldSequence())) == "TypeError: object of type 'OldSequence' has no len()"


class Missing(dict):
    def __missing__(self, key):
        return key * 2


assert Missing(a=1)["a"] == 1 and Missing()["b"] == "bb" and Missing().get("b") is None


class NotContainer:
    __contains__ = None
    __iter__ = None


assert raises(lambda: 1 in NotContainer()) == "TypeError: 'NotContainer' object is not a container"
assert raises(lambda: iter(NotContainer())) == "TypeError: 'NotContainer' object is not iterable"
assert raises(lambda: 1 in 2) == "TypeError: argument of type 'int' is not a container or iterable"
assert raises(lambda: (1)[0]) == "TypeError: 'int' object is not subscriptable"
assert raises(lambda: len(5)) == "TypeError: object of type 'int' has no len()"
