# Tracebacks printed from threads and through warnings and logging.
import io
import logging
import threading
import traceback
import warnings

out = io.StringIO()


def work():
    try:
        1 / 0
    except ZeroDivisionError:
        traceback.print_exc(file=out)


thread = threading.Thread(target=work)
thread.start()
thread.join()
assert "in work\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\n" in out.getvalue()
stream = io.StringIO()
logger = logging.getLogger("t")
logger.addHandler(logging.StreamHandler(stream))
logger.propagate = False
try:
    raise KeyError("k")
except KeyError:
    logger.exception("message")
assert stream.getvalue().startswith("message\nTraceback (most recent call last):\n")
assert stream.getvalue().endswith("KeyError: 'k'\n")


def warn():
    warnings.warn("careful", UserWarning, stacklevel=2)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warn()
assert caught[0].lineno == 40 and caught[0].filename == __file__
assert warnings.formatwarning("m", UserWarning, "f.py", 3, "source") == "f.py:3: UserWarning: m\n  source\n"
