# inspect: signatures, source, members, kinds of objects, frames.
import inspect
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def f(a, /, b: int = 1, *args, c, d=2, **kw) -> str:
    """Doc of f.

    More."""
    return "x"


class Base:
    "Base doc."
    attribute = 1

    def method(self): pass

    @property
    def prop(self): "Prop doc."

    @staticmethod
    def static(): pass


class Child(Base):
    def method(self): pass


sig = inspect.signature(f)
assert str(sig) == "(a, /, b: int = 1, *args, c, d=2, **kw) -> str" and list(sig.parameters) == ["a", "b", "args", "c", "d", "kw"]
assert sig.parameters["a"].kind.name == "POSITIONAL_ONLY" and sig.parameters["b"].default == 1 and sig.parameters["c"].default is inspect.Parameter.empty and sig.return_annotation is str
bound = sig.bind(1, 2, 3, c=4, z=5)
assert bound.arguments == {"a": 1, "b": 2, "args": (3,), "c": 4, "kw": {"z": 5}} and bound.args == (1, 2, 3) and bound.kwargs == {"c": 4, "z": 5}
bound = sig.bind(1, c=2)
bound.apply_defaults()
assert bound.arguments["d"] == 2 and raises(lambda: sig.bind(1)) == "TypeError: missing a required argument: 'c'" and raises(lambda: sig.bind()) == "TypeError: missing a required argument: 'a'"
assert str(inspect.signature(Base().method)) == "()" and str(inspect.signature(Child)) == "()" and str(inspect.signature(lambda x, *, y: 0)) == "(x, *, y)"
assert str(sig.replace(parameters=[inspect.Parameter("q", inspect.Parameter.KEYWORD_ONLY)])) == "(*, q) -> str"
assert inspect.getdoc(f) == "Doc of f.\n\nMore." and inspect.getdoc(Child) == "Base doc." and inspect.getsource(Child).startswith("class Child(Base):") and inspect.getsourcelines(f)[1] == 11
assert inspect.isfunction(f) and inspect.ismethod(Base().method) and inspect.isclass(Base) and inspect.ismodule(inspect) and inspect.isbuiltin(len) and inspect.isroutine(len) and not inspect.isfunction(len)
assert inspect.isgeneratorfunction(lambda: (yield)) and inspect.isgenerator(x for x in "") and inspect.isabstract(Base) is False and inspect.isdatadescriptor(Base.prop) and inspect.getmro(Child) == (Child, Base, object)
assert [n for n, _ in inspect.getmembers(Base) if not n.startswith("_")] == ["attribute", "method", "prop", "static"] and inspect.getmodule(f).__name__ == "__main__" and inspect.getfile(f) == __file__
assert inspect.getattr_static(Base, "static").__class__ is staticmethod and inspect.unwrap(f) is f and inspect.cleandoc("a\n    b\n      c") == "a\nb\n  c"
frame = inspect.currentframe()
assert frame.f_code.co_name == "<module>" and inspect.stack()[0].function == "<module>" and inspect.getframeinfo(frame).lineno == 51
g = (x for x in "ab")
assert inspect.getgeneratorstate(g) == "GEN_CREATED" and next(g) and inspect.getgeneratorstate(g) == "GEN_SUSPENDED" and inspect.getfullargspec(f).varkw == "kw"
