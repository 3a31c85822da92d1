# While a comprehension runs in the body of a module or class, locals() are its variables.
import sys
q = 100
assert [sorted(locals()) for a in [1]] == [["a"]]
assert [locals() for a in [1] if locals() is not globals()] == [{"a": 1}]
assert [[locals() for b in [2]] for a in [1]] == [[{"a": 1, "b": 2}]]
assert ["a" in locals() for a in ["a" in locals()]] == [True]
assert {eval("a"): locals()["a"] for a in [1]} == {1: 1} and {vars()["a"] for a in [1]} == {1}
assert [("a" in dir(), "q" in dir(), eval("q")) for a in [1]] == [(True, False, 100)]
assert [(lambda: a)() + locals()["a"] for a in [1]] == [2]
assert list("a" in locals() for a in [1]) == [True]
assert [exec("q = a") for a in [3]] == [None] and q == 100
assert [exec("global q; q = a") for a in [3]] == [None] and q == 3

# One of the same name inside hides the variable for a while only.
assert [[[locals()["a"] for a in [2]], locals()["a"], a] for a in [1]] == [[[2], 1, 1]]
x = 12
assert [(eval("x"), eval("x", globals())) for x in [1]] == [(1, 12)] and x == 12

# The frame shows the variables as long as they are bound, and does not let them be changed.
frame = [sys._getframe() for a in [1]][0]
assert frame.f_locals is globals()
seen = [sys._getframe().f_locals for a in [1]][0]
assert type(seen).__name__ == "FrameLocalsProxy" and "a" not in seen
assert [(sys._getframe().f_locals.__setitem__("a", 77), a)[1] for a in [1]] == [1]
assert [sys._getframe().f_locals.pop("a") for a in [1]] == [77]


def caller():
    return sys._getframe(1).f_locals["a"]


assert [caller() for a in [5]] == [5]


class C:
    own = 1
    got = [(sorted(locals()), eval("a")) for a in [1]]
    captured = [(lambda: b, sorted(locals())) for b in [2]][0][1]
    hidden = [eval("_C__c") for __c in [3]]


assert (C.got, C.captured, C.hidden) == ([(["a"], 1)], ["b"], [3])

# Nothing stays behind after an exception.
try:
    [1 / 0 for a in [1] for b in [(lambda: a)]]
except ZeroDivisionError:
    assert locals() is globals() and "a" not in locals()


def f():
    try:
        [1 / 0 for a in [1]]
    except ZeroDivisionError:
        return locals()


assert f() == {}
assert (lambda: [(lambda: a, locals()["a"])[1] for a in [4]])() == [4]
