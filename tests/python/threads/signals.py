# Signals: handlers run in the main thread, raise_signal, default KeyboardInterrupt, setitimer.
import os
import signal
import threading
import time

log = []
old = signal.signal(signal.SIGUSR1, lambda number, frame: log.append((number, threading.current_thread().name)))
os.kill(os.getpid(), signal.SIGUSR1)
deadline = time.monotonic() + 30
while not log and time.monotonic() < deadline:
    pass
assert log == [(signal.SIGUSR1, "MainThread")]
t = threading.Thread(target=lambda: signal.raise_signal(signal.SIGUSR1))
t.start()
t.join()
while len(log) < 2 and time.monotonic() < deadline:
    pass
assert log[1] == (signal.SIGUSR1, "MainThread")
assert signal.getsignal(signal.SIGUSR1) is not old and signal.Signals(2).name == "SIGINT"
try:
    signal.raise_signal(signal.SIGINT)
    while time.monotonic() < deadline:
        pass
except KeyboardInterrupt:
    log.append("interrupted")
assert log[-1] == "interrupted"
alarm = threading.Event()
signal.signal(signal.SIGALRM, lambda *a: alarm.set())
signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(0.001)
while not alarm.is_set() and time.monotonic() < deadline:
    time.sleep(0.01)
assert alarm.is_set()
failures = []
t = threading.Thread(target=lambda: failures.append(catch()))


def catch():
    try:
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    except ValueError as error:
        return str(error)


t.start()
t.join()
assert failures == ["signal only works in main thread of the main interpreter"]
