# What native code warns of is shown although the program has not imported the module warnings; and
# a signal that a native call has waited for interrupts that call, not a later one.
import io
import os
import signal
import sys
import threading


def shown_by(function):
    """What the function writes to stderr in a program that has not imported warnings."""
    hidden = sys.modules.pop("warnings", None)
    old, sys.stderr = sys.stderr, io.StringIO()
    try:
        function()
        return sys.stderr.getvalue()
    finally:
        sys.stderr = old
        if hidden is not None:
            sys.modules["warnings"] = hidden


assert "RuntimeWarning: non-string key in the __dict__ of class Odd" in shown_by(
    lambda: type("Odd", (), {1: 2})
)


async def coroutine():
    pass


def forget():
    import gc

    coroutine()
    gc.collect()


assert "RuntimeWarning: coroutine 'coroutine' was never awaited" in shown_by(forget)


class Interrupted(Exception):
    pass


def handler(number, frame):
    raise Interrupted


def caught(function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except Interrupted:
        return True
    return False


signal.signal(signal.SIGALRM, handler)
reading, writing = os.pipe()
reader = threading.Timer(0.3, os.read, (reading, 1))
reader.start()
signal.setitimer(signal.ITIMER_REAL, 0.6)
# A part is written before the signal comes, so the system call does not fail.
assert caught(os.write, writing, b"x" * 10_000_000)
reader.join()
os.close(reading)
os.close(writing)
