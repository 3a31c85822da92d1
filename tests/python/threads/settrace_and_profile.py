# sys.settrace and threading.settrace: calls, lines, returns and exceptions are reported.
import sys
import threading

events = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename == __file__ and frame.f_code.co_name in ("traced", "inner"):
        events.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def inner():
    return 5


def traced():
    x = inner()
    return x


sys.settrace(tracer)
traced()
sys.settrace(None)
assert events == [
    ("call", "traced", 0), ("line", "traced", 1), ("call", "inner", 0), ("line", "inner", 1), ("return", "inner", 1),
    ("line", "traced", 2), ("return", "traced", 2)]
assert sys.gettrace() is None
events.clear()
threading.settrace(tracer)
t = threading.Thread(target=inner)
t.start()
t.join()
threading.settrace(None)
assert [e[0] for e in events] == ["call", "line", "return"]
calls = []
sys.setprofile(lambda frame, event, arg: calls.append((event, getattr(arg, "__name__", frame.f_code.co_name))))
len([])
inner()
sys.setprofile(None)
assert ("c_call", "len") in calls and ("c_return", "len") in calls and ("call", "inner") in calls
