# match: literal, capture, wildcard, or-patterns, guards, value patterns.
import math


def classify(subject):
    match subject:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case -1:
            return "minus one"
        case 1.5:
            return "float"
        case 2 + 3j:
            return "complex"
        case "text":
            return "string"
        case b"bytes":
            return "bytes"
        case None:
            return "none"
        case True:
            return "true"
        case math.pi:
            return "pi"
        case int(n) if n > 100:
            return f"big {n}"
        case other if other == "guard":
            return "guarded"
        case _:
            return "other"


assert [classify(s) for s in (0, 2, -1, 1.5, 2 + 3j)] == ["zero", "small", "minus one", "float", "complex"]
assert [classify(s) for s in ("text", b"bytes", None, math.pi)] == ["string", "bytes", "none", "pi"]
assert classify(True) == "small"
assert classify(False) == "zero"
assert classify(1000) == "big 1000" and classify("guard") == "guarded" and classify(50) == "other"
match 5:
    case x:
        pass
assert x == 5
match = case = type = 1
assert match + case + type == 3
_ = "kept"
match 7:
    case _:
        pass
assert _ == "kept"
match 1, 2:
    case a, b:
        assert (a, b) == (1, 2)
