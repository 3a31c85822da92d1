"""Runs generated programs, one per line of JSON on standard input, and tells what each one printed."""

import builtins
import io
import json
import re
import sys
import types
import warnings

ADDRESS = re.compile(r"0x[0-9a-f]+")


def shown(value, depth=0):
    """A repr that is the same in every implementation and run."""
    if depth > 6:
        return "..."
    kind = type(value)
    if kind in (set, frozenset):
        return f"{kind.__name__}{{{', '.join(sorted(shown(item, depth + 1) for item in value))}}}"
    if kind in (list, tuple):
        return f"{kind.__name__}({', '.join(shown(item, depth + 1) for item in value)})"
    if kind is dict:
        pairs = (f"{shown(key, depth + 1)}: {shown(item, depth + 1)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, (types.FunctionType, type)):
        return f"<{value.__name__}>"
    if isinstance(value, types.GeneratorType):
        return f"generator({', '.join(shown(item, depth + 1) for item in value)})"
    return ADDRESS.sub("0x", repr(value))


def told(error):
    """An exception with its message, its cause and what it groups."""
    text = f"{type(error).__name__}: {ADDRESS.sub('0x', str(error))}"
    if isinstance(error, BaseExceptionGroup):
        text += f" [{'; '.join(told(inner) for inner in error.exceptions)}]"
    if error.__cause__ is not None:
        text += f" from {type(error.__cause__).__name__}"
    return text


def awaited(coroutine):
    """Runs a coroutine that never waits."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def run(source):
    out = io.StringIO()
    namespace = {"__name__": "program", "__builtins__": builtins}
    namespace["show"] = lambda *values: print(*map(shown, values), file=out)
    namespace["told"] = told
    namespace["awaited"] = awaited
    try:
        exec(compile(source, "<program>", "exec"), namespace)
        end = "done"
    except RecursionError:
        end = "RecursionError"
    except Exception as error:
        end = told(error)
    return out.getvalue()[:20000], end


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(600)
    real = sys.stdout
    sys.unraisablehook = lambda _: None
    for line in sys.stdin:
        try:
            result = run(json.loads(line))
        except BaseException as error:
            result = ("", f"outside: {told(error)}")
        print(json.dumps(result), file=real, flush=True)


main()
