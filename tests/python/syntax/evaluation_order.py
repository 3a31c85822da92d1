# Order of evaluation: operands, calls, displays, subscripts, defaults, comparisons, assignments.
log = []


def v(name, value=None):
    log.append(name)
    return name if value is None else value


def order(action):
    log.clear()
    action()
    return "".join(log)


table = {}
assert order(lambda: v("a") + v("b") * 2) == "ab"
assert order(lambda: v("f", lambda *a, **k: 0)(v("a"), *[v("b")], k=v("c"), **{"d": v("d")})) == "fabcd"
assert order(lambda: {v("k"): v("v"), v("l"): v("w")}) == "kvlw"
assert order(lambda: [v("a"), *v("b"), v("c")]) == "abc"
assert order(lambda: v("t", table).get(v("k"), v("d"))) == "tkd"
assert order(lambda: v("c", 1) if v("t", True) else v("e")) == "tc"
assert order(lambda: v("a", 1) < v("b", 2) < v("c", 3)) == "abc"
assert order(lambda: (v("a", 0) and v("b")) or v("c")) == "ac"
assert order(lambda: v("s", "text")[v("i", 0):v("j", 2):v("k", 1)]) == "sijk"
assert order(lambda: f"{v('a')}{v('b'):{v('c', '')}}") == "abc"
assert order(lambda: [v("x") for _ in v("i", [1]) if v("c", True)]) == "icx"


def assignment():
    v("t", table)[v("k")] = v("v")


def augmented():
    v("t", {"k": 1})[v("k")] += v("v", 2)


def definition():
    def f(a=v("a"), *, b=v("b")): pass


def decorated():
    @v("d", lambda f: f)
    def f(a=v("a")): pass


def deletion():
    del v("t", {"k": 1})[v("k")]


assert [order(f) for f in (assignment, augmented, definition, decorated, deletion)] == ["vtk", "tkv", "ab", "da", "tk"]
