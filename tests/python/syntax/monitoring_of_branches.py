# sys.monitoring: what turns events on does not report its own end, branches of loops, jumps by callbacks.
# alone: monitors all threads
import inspect
import sys

m, E = sys.monitoring, sys.monitoring.events
TOOL = 3
m.use_tool_id(TOOL, "test")
m.set_local_events(TOOL, (lambda: 0).__code__, E.LINE)  # leaves nothing behind
m.free_tool_id(TOOL)
m.use_tool_id(TOOL, "test")


def seen(function, *events):
    found = []
    for event in events:
        m.register_callback(TOOL, event, lambda code, *rest, event=event: found.append((event, *rest)))
    wanted = sum(E.CALL if event in (E.C_RETURN, E.C_RAISE) else event for event in events)
    m.set_events(TOOL, wanted)
    function()
    m.set_events(TOOL, 0)
    for event in events:
        m.register_callback(TOOL, event, None)
    return found


assert [entry[2] for entry in seen(lambda: len(()), E.C_RETURN)] == [len]


def guarded():
    try:
        1 / 0
    except ZeroDivisionError:
        pass


# Handlers lie out of the way: no jump leads around them.
assert seen(guarded, E.JUMP) == []


def loops(n):
    while n:
        n -= 1


assert [entry[0] for entry in seen(lambda: loops(2), E.BRANCH_LEFT, E.BRANCH_RIGHT)] == [E.BRANCH_LEFT] * 2 + [E.BRANCH_RIGHT]


class Numbers:
    def __init__(self):
        self.left = 2

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.left -= 1
        if self.left < 0:
            raise StopAsyncIteration
        return self.left


async def asynchronous():
    async for _ in Numbers():
        pass


def drive():
    try:
        asynchronous().send(None)
    except StopIteration:
        pass


found = []
for event in (E.BRANCH_LEFT, E.BRANCH_RIGHT):
    m.register_callback(TOOL, event, lambda code, *places, event=event: found.append((event, *places)))
m.set_local_events(TOOL, asynchronous.__code__, E.BRANCH_LEFT | E.BRANCH_RIGHT)
drive()
m.set_local_events(TOOL, asynchronous.__code__, 0)
assert [entry[0] for entry in found] == [E.BRANCH_LEFT, E.BRANCH_LEFT, E.BRANCH_RIGHT]
ways = list(asynchronous.__code__.co_branches())
for event, source, target in found:
    assert (source, target) in {(s, l if event == E.BRANCH_LEFT else r) for s, l, r in ways}


def choose(x):
    if x:
        return "first"
    else:
        return "second"


def move(code, source, target):
    frame = inspect.currentframe()
    while frame.f_code is not code:
        frame = frame.f_back
    frame.f_lineno += 1


m.register_callback(TOOL, E.BRANCH_LEFT, move)
m.set_local_events(TOOL, choose.__code__, E.BRANCH_LEFT)
assert choose(True) == "first"
m.free_tool_id(TOOL)
