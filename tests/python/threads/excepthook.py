# An exception in a thread goes to threading.excepthook and does not stop the others.
# stderr: Exception in thread named-thread:
# stderr: Traceback (most recent call last):
# stderr: ValueError: in thread
# stdout: hooked KeyError 'k' custom
# stdout: main continues
import sys
import threading


def fail(error):
    raise error


t = threading.Thread(target=fail, args=(ValueError("in thread"),), name="named-thread")
t.start()
t.join()
original = threading.excepthook
threading.excepthook = lambda args: print("hooked", args.exc_type.__name__, args.exc_value, args.thread.name)
t = threading.Thread(target=fail, args=(KeyError("k"),), name="custom")
t.start()
t.join()
assert threading.__excepthook__ is original
threading.excepthook = original
t = threading.Thread(target=sys.exit, args=(5,))
t.start()
t.join()
print("main continues")
