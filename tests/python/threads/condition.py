# Condition: wait, notify, notify_all, wait_for, errors.
import threading
from collections import deque
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

condition = threading.Condition()
assert raises(condition.notify) == "RuntimeError: cannot notify on un-acquired lock"
assert raises(condition.wait) == "RuntimeError: cannot wait on un-acquired lock"
with condition:
    assert condition.wait(timeout=0.01) is False
    assert condition.wait_for(lambda: False, timeout=0.01) is False and condition.wait_for(lambda: 5) == 5
items = deque()
got = []

def consumer():
    while True:
        with condition:
            while not items:
                condition.wait()
            item = items.popleft()
            if item is None:
                return
            got.append(item)

threads = [threading.Thread(target=consumer) for _ in range(4)]
[t.start() for t in threads]
for i in range(500):
    with condition:
        items.append(i)
        condition.notify()
with condition:
    items.extend([None] * 4)
    condition.notify_all()
[t.join() for t in threads]
assert sorted(got) == list(range(500))
started, woken, go = [], [], False
def wait_for_go():
    with condition:
        started.append(1)
        condition.notify_all()
        condition.wait_for(lambda: go)
        woken.append(1)

threads = [threading.Thread(target=wait_for_go) for _ in range(5)]
[t.start() for t in threads]
with condition:
    condition.wait_for(lambda: len(started) == 5)
    assert not woken
    go = True
    condition.notify_all()
[t.join() for t in threads]
assert len(woken) == 5
