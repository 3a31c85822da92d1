# Printing of causes and contexts.
import traceback


def explicit():
    try:
        {}["key"]
    except KeyError as error:
        raise ValueError("wrapped") from error


def implicit():
    try:
        {}["key"]
    except KeyError:
        raise ValueError("during")


def silenced():
    try:
        {}["key"]
    except KeyError:
        raise ValueError("alone") from None


def text(action, **options):
    try:
        action()
    except Exception as error:
        return "".join(traceback.format_exception(error, **options))


cause = text(explicit)
assert "\nThe above exception was the direct cause of the following exception:\n\n" in cause
assert cause.index("KeyError: 'key'") < cause.index("ValueError: wrapped")
assert cause.count("Traceback (most recent call last):\n") == 2
context = text(implicit)
assert "\nDuring handling of the above exception, another exception occurred:\n\n" in context
assert "KeyError" not in text(silenced) and text(silenced).endswith("ValueError: alone\n")
assert text(explicit, chain=False).count("Traceback") == 1
loop = ValueError("loop")
other = KeyError("other")
loop.__cause__, other.__cause__ = other, loop
assert "".join(traceback.format_exception(loop)).count("ValueError: loop") == 1
