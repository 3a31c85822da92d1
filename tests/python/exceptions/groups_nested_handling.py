# except* with nesting: order of handlers, tracebacks kept, raising inside, groups of groups, BaseException groups.
def names(group):
    return [names(e) if isinstance(e, BaseExceptionGroup) else type(e).__name__ for e in group.exceptions]


def build():
    return ExceptionGroup("top", [ValueError("v1"), ExceptionGroup("mid", [KeyError("k"), ValueError("v2"), ExceptionGroup("low", [TypeError("t")])]), OSError("o")])


seen = []
try:
    try:
        raise build()
    except* ValueError as group:
        seen.append(("value", names(group)))
    except* TypeError as group:
        seen.append(("type", names(group)))
except ExceptionGroup as rest:
    seen.append(("rest", names(rest), rest.message))
assert seen == [("value", ["ValueError", ["ValueError"]]), ("type", [[["TypeError"]]]), ("rest", [["KeyError"], "OSError"], "top")]
try:
    try:
        raise build()
    except* (ValueError, OSError):
        raise RuntimeError("from handler")
    except* KeyError as group:
        raise group
except ExceptionGroup as result:
    assert result.message == "" and type(result.exceptions[0]) is RuntimeError and len(result.exceptions) == 3
    assert names(result.exceptions[0].__context__) == ["ValueError", ["ValueError"], "OSError"]
caught = None
try:
    raise BaseExceptionGroup("base", [KeyboardInterrupt(), ValueError()])
except* KeyboardInterrupt as group:
    caught = type(group).__name__
except* Exception as group:
    other = type(group).__name__
assert (caught, other) == ("BaseExceptionGroup", "ExceptionGroup")


def flow():
    out = []
    for i in range(3):
        try:
            if i == 1:
                raise ValueError(i)
            out.append(i)
        except* ValueError as group:
            out.append(group.exceptions[0].args[0] * 10)
        finally:
            out.append("f")
    return out


assert flow() == [0, "f", 10, "f", 2, "f"]
leaves = []
build().subgroup(lambda e: leaves.append(type(e).__name__) or False)
assert leaves == ["ExceptionGroup", "ValueError", "ExceptionGroup", "KeyError", "ValueError", "ExceptionGroup", "TypeError", "OSError"]
