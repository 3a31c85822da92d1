# sys.monitoring tells of threads that were started before and after.
import sys
import threading

monitoring = sys.monitoring
monitoring.use_tool_id(3, "counter")
lines = []


def line(code, number):
    if code is work.__code__:
        lines.append(threading.get_ident())


def work(begin, done):
    begin.wait()
    total = 0
    for number in range(50):
        total += number
    done.append(threading.get_ident())


monitoring.register_callback(3, monitoring.events.LINE, line)
begin, done = threading.Event(), []
before = threading.Thread(target=work, args=(begin, done))
before.start()
monitoring.set_events(3, monitoring.events.LINE)
after = threading.Thread(target=work, args=(begin, done))
after.start()
begin.set()
before.join()
after.join()
monitoring.set_events(3, 0)
assert len(set(done)) == 2
for ident in done:
    assert lines.count(ident) >= 100, (lines.count(ident), ident)
