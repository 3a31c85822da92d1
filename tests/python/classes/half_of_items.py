# A class with one of `__setitem__` and `__delitem__` lacks the other as an attribute; sequences look at the
# index first; what `pow` says of a modulus that is no int.


class Sets:
    def __setitem__(self, key, value): ...


class Deletes:
    def __delitem__(self, key): ...


def set_item(container, key):
    container[key] = 1


def delete_item(container, key):
    del container[key]


def raises(function, *arguments):
    try:
        function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


assert raises(delete_item, Sets(), 1) == "AttributeError: __delitem__"
assert raises(set_item, Deletes(), 1) == "AttributeError: __setitem__"
assert raises(set_item, "a", 10**20) == "IndexError: cannot fit 'int' into an index-sized integer"
assert raises(set_item, "a", 1) == "TypeError: 'str' object does not support item assignment"
assert raises(set_item, 5, 10**20) == "TypeError: 'int' object does not support item assignment"
integers = "TypeError: pow() 3rd argument not allowed unless all arguments are integers"
assert raises(pow, 2, 3, 1.5) == integers
assert raises(pow, 2, 3, 1j) == "ValueError: complex modulo"
