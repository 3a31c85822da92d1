# Places that tracing and monitoring report: a call's own line comes before the next one, branches of loops.
import builtins
import sys

places = []


def trace(frame, event, arg):
    places.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return trace


def begin(frame):
    frame.f_trace = trace
    frame.f_trace_opcodes = True
    sys.settrace(trace)


def debugged():
    begin(sys._getframe())
    sys.settrace(None)


def debugged_at_its_end(last):
    begin(sys._getframe())


debugged()
assert [place for place in places][0] == ("opcode", 1)
places.clear()
debugged_at_its_end(1)
sys.settrace(None)
assert places[0] == ("opcode", 1) and places[-1] == ("return", 1)

MONITORING, EVENTS = sys.monitoring, sys.monitoring.events
branches = []


def loop(items):
    for item in items:
        item
    return 1


def line_of(offset):
    return next(line - loop.__code__.co_firstlineno for a, b, line in loop.__code__.co_lines() if a <= offset < b)


MONITORING.use_tool_id(2, "branches")
for name in ("BRANCH_LEFT", "BRANCH_RIGHT"):
    def note(code, start, end, name=name):
        branches.append((name, line_of(start), line_of(end)))
    MONITORING.register_callback(2, getattr(EVENTS, name), note)
MONITORING.set_local_events(2, loop.__code__, EVENTS.BRANCH_LEFT | EVENTS.BRANCH_RIGHT)
loop([1])
MONITORING.free_tool_id(2)
assert branches == [("BRANCH_LEFT", 1, 1), ("BRANCH_RIGHT", 1, 3)], branches
