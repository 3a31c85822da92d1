# Exception context inside generators: sys.exception() is kept apart and restored at each switch.
import sys


def gen():
    assert sys.exception() is None or isinstance(sys.exception(), KeyError)
    try:
        raise ValueError("inner")
    except ValueError:
        yield str(sys.exception())
        yield str(sys.exception())
    yield sys.exception()


g = gen()
assert next(g) == "inner"
assert sys.exception() is None
try:
    raise KeyError("outer")
except KeyError:
    assert next(g) == "inner"
    assert repr(sys.exception()) == "KeyError('outer')"
    assert repr(next(g)) == "KeyError('outer')"


def reraise():
    try:
        yield
    except ValueError:
        raise TypeError("new")


g = reraise()
next(g)
try:
    g.throw(ValueError("first"))
except TypeError as error:
    assert repr(error.__context__) == "ValueError('first')"


def finally_order():
    log = []
    try:
        try:
            yield log
        finally:
            log.append("inner")
    finally:
        log.append("outer")


g = finally_order()
log = next(g)
g.close()
assert log == ["inner", "outer"]
