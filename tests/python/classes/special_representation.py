# __repr__, __str__, __format__, __bytes__: defaults, fallbacks, wrong results.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class OnlyRepr:
    def __repr__(self):
        return "repr!"


class OnlyStr:
    def __str__(self):
        return "str!"


assert str(OnlyRepr()) == "repr!" and f"{OnlyRepr()}" == "repr!" and "%s" % OnlyRepr() == "repr!"
assert str(OnlyStr()) == "str!" and repr(OnlyStr()).startswith("<__main__.OnlyStr object at")
assert [OnlyRepr()].__repr__() == "[repr!]" and str({"k": OnlyRepr()}) == "{'k': repr!}"


class Bad:
    def __repr__(self): return 3
    def __str__(self): return None
    def __format__(self, spec): return 5
    def __bytes__(self): return "x"


assert raises(lambda: repr(Bad())) == "TypeError: __repr__ returned non-string (type int)"
assert raises(lambda: str(Bad())) == "TypeError: __str__ returned non-string (type NoneType)"
assert raises(lambda: format(Bad())) == "TypeError: __format__ must return a str, not int"
assert raises(lambda: bytes(Bad())) == "TypeError: __bytes__ returned non-bytes (type str)"


class Bytes:
    def __bytes__(self):
        return b"raw"


assert bytes(Bytes()) == b"raw"


class Loop(list):
    pass


loop = Loop()
loop.append(loop)
assert repr(loop) == "[[...]]"
d = {}
d["self"] = d
assert repr(d) == "{'self': {...}}"
assert ascii("é\n") == "'\\xe9\\n'"
assert format(OnlyStr()) == "str!"
assert raises(lambda: format(OnlyStr(), ">5")) == "TypeError: unsupported format string passed to OnlyStr.__format__"
assert raises(lambda: format("", 5)) == "TypeError: format() argument 2 must be str, not int"
