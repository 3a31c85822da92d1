# add_note and __notes__.
import traceback
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


error = ValueError("main")
assert not hasattr(error, "__notes__")
error.add_note("first note")
error.add_note("second\nline")
assert error.__notes__ == ["first note", "second\nline"]
assert "".join(traceback.format_exception(error)) == "ValueError: main\nfirst note\nsecond\nline\n"
assert raises(lambda: error.add_note(3)) == "TypeError: add_note() argument must be str, not int"
error.__notes__ = ["replaced", 5]
assert traceback.format_exception_only(error) == ["ValueError: main\n", "replaced\n", "5\n"]
error.__notes__ = "text"
assert traceback.format_exception_only(error) == ["ValueError: main\n", "'text'\n"]
