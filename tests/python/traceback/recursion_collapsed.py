# Repeated frames are collapsed in printed tracebacks.
import traceback


def recurse(n):
    if n == 0:
        raise ValueError("bottom")
    recurse(n - 1)


try:
    recurse(20)
except ValueError as error:
    text = "".join(traceback.format_exception(error))
assert "  [Previous line repeated 17 more times]\n" in text
assert text.count("in recurse") == 4
assert text.endswith("ValueError: bottom\n")
