# traceback.extract_stack, extract_tb, walk_tb, FrameSummary, TracebackException.
import io
import traceback


def inner():
    return traceback.extract_stack()


def outer():
    return inner()


stack = outer()
assert [f.name for f in stack] == ["<module>", "outer", "inner"]
assert stack[-1].lineno == 7 and stack[-1].line == "return traceback.extract_stack()"
assert stack[0].filename == __file__


def fail():
    local = "value"
    raise ValueError("f")


try:
    fail()
except ValueError as error:
    summary = traceback.extract_tb(error.__traceback__)
    assert [(f.name, f.lineno) for f in summary] == [("<module>", 26), ("fail", 22)]
    assert [line for _, line in traceback.walk_tb(error.__traceback__)] == [26, 22]
    full = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert full.stack[-1].locals == {"local": "'value'"} and full.exc_type_str == "ValueError"
    assert "    local = 'value'\n" in "".join(full.format())
    out = io.StringIO()
    traceback.print_exc(file=out)
    assert out.getvalue().startswith("Traceback (most recent call last):\n")
    assert out.getvalue().endswith("ValueError: f\n")
    assert traceback.format_exc(limit=1).count("File ") == 1
    assert traceback.format_list(summary)[-1] == (
        f'  File "{__file__}", line 22, in fail\n    raise ValueError("f")\n')
    assert (summary[0].colno, summary[0].end_colno) == (4, 10)
