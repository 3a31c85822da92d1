# fork beside other threads: in the child they have ended, and nobody waits for them.
import os
import sys
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)


def child(body):
    """The exit status of a child that runs `body` and then leaves in order."""
    if (pid := os.fork()) == 0:
        try:
            body()
        finally:
            sys.exit(7) if sys.exc_info()[0] is None else os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


release = threading.Event()
waiting = threading.Thread(target=release.wait)
daemon = threading.Thread(target=release.wait, daemon=True)
waiting.start()
daemon.start()


def only_one_is_left():
    assert threading.enumerate() == [threading.current_thread()] == [threading.main_thread()]
    assert not waiting.is_alive() and not daemon.is_alive()
    waiting.join()
    daemon.join()


def new_threads_run():
    seen = []
    thread = threading.Thread(target=seen.append, args=(1,))
    thread.start()
    thread.join()
    assert seen == [1]


assert child(only_one_is_left) == 7 and child(new_threads_run) == 7
# A thread of the child is waited for.
read, write = os.pipe()
assert child(lambda: threading.Timer(0.05, os.write, (write, b"late")).start()) == 7
assert os.read(read, 10) == b"late"


def churn():
    while not release.is_set():
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()


churner = threading.Thread(target=churn)
churner.start()
assert [child(new_threads_run) for _ in range(5)] == [7] * 5
release.set()
[thread.join() for thread in (waiting, daemon, churner)]
