# The _thread module: start_new_thread, allocate_lock, get_ident, exit.
import _thread
import threading

done = _thread.allocate_lock()
done.acquire()
log = []


def work(a, b=0):
    log.append((a, b, _thread.get_ident()))
    done.release()
    _thread.exit()


ident = _thread.start_new_thread(work, (1,), {"b": 2})
done.acquire()
assert log[0][:2] == (1, 2) and log[0][2] == ident != _thread.get_ident()
assert isinstance(_thread.get_native_id(), int) and _thread.TIMEOUT_MAX > 1000
assert _thread.LockType is type(_thread.allocate_lock()) and _thread.error is RuntimeError
previous = threading.stack_size()
assert previous == 0 or previous > 0
finished = threading.Event()
holder = []


def foreign():
    holder.append(threading.current_thread())
    finished.set()


_thread.start_new_thread(foreign, ())
finished.wait()
assert type(holder[0]).__name__ == "_DummyThread" and holder[0].daemon
try:
    _thread.start_new_thread(5, ())
except TypeError as error:
    assert str(error) == "first arg must be callable"
try:
    _thread.start_new_thread(work, 5)
except TypeError as error:
    assert str(error) == "2nd arg must be a tuple"
