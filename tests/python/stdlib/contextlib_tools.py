# contextlib: contextmanager, ExitStack, suppress, redirect, closing, nullcontext, ContextDecorator.
import contextlib
import io
import sys
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

log = []

@contextlib.contextmanager
def managed(name):
    log.append("in " + name)
    try:
        yield name
    finally:
        log.append("out " + name)

with contextlib.ExitStack() as stack:
    values = [stack.enter_context(managed(n)) for n in "ab"]
    stack.callback(log.append, "callback")
    stack.push(lambda *details: log.append(details[0]))
assert values == ["a", "b"] and log == ["in a", "in b", None, "callback", "out b", "out a"]
log.clear()
with contextlib.ExitStack() as stack:
    stack.enter_context(managed("kept"))
    kept = stack.pop_all()
assert log == ["in kept"]
kept.close()
assert log == ["in kept", "out kept"]
with contextlib.suppress(KeyError, ValueError):
    raise KeyError
assert raises(lambda: contextlib.suppress(KeyError).__enter__()) == "nothing raised"
out, err = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
    print("hidden")
    print("error", file=sys.stderr)
assert out.getvalue() == "hidden\n" and err.getvalue() == "error\n"
with contextlib.closing(io.StringIO("x")) as f:
    pass
assert f.closed
with contextlib.nullcontext(5) as five:
    assert five == 5
