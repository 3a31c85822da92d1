# sys.excepthook replaces the printing of uncaught exceptions.
# exit: 1
# stdout: hook: ValueError custom True
import sys


def hook(kind, value, trace):
    print("hook:", kind.__name__, value, trace is value.__traceback__)


sys.excepthook = hook
raise ValueError("custom")
