# print: separators, ends, files, flush, objects.
# stdout: a b c
# stdout: a-b|1 2.5 None [1, 'x'] é
# stdout:
# stdout: no newline, then
# stdout: repr: <obj> str: obj
import io
import sys


class Obj:
    def __repr__(self): return "<obj>"
    def __str__(self): return "obj"


print("a", "b", "c")
print("a", "b", sep="-", end="|")
print(1, 2.5, None, [1, "x"], "é")
print()
print("no newline", end="", flush=True)
print(", then")
print(f"repr: {Obj()!r} str: {Obj()}")
out = io.StringIO()
print("to file", [Obj()], Obj(), file=out, sep="\n", end="!")
assert out.getvalue() == "to file\n[<obj>]\nobj!"
print("nothing", file=io.StringIO())
print(sep="x", end="")
for bad, message in [(dict(sep=1), "sep must be None or a string, not int"), (dict(end=1), "end must be None or a string, not int")]:
    try:
        print("x", **bad)
    except TypeError as error:
        assert str(error) == message
try:
    print("x", file=5)
except AttributeError as error:
    assert str(error) == "'int' object has no attribute 'write'"
saved, sys.stdout = sys.stdout, io.StringIO()
print("captured")
captured, sys.stdout = sys.stdout, saved
assert captured.getvalue() == "captured\n"
