# OSError: subclasses chosen by errno, file names, attributes, pickling, user subclasses.
import errno
import os
import pickle
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


for number, kind in ((errno.ENOENT, FileNotFoundError), (errno.EEXIST, FileExistsError), (errno.EACCES, PermissionError), (errno.EPERM, PermissionError),
                     (errno.ECONNREFUSED, ConnectionRefusedError), (errno.ECONNRESET, ConnectionResetError), (errno.EPIPE, BrokenPipeError),
                     (errno.EAGAIN, BlockingIOError), (errno.ECHILD, ChildProcessError), (errno.ESRCH, ProcessLookupError), (errno.EINTR, InterruptedError),
                     (errno.EISDIR, IsADirectoryError), (errno.ENOTDIR, NotADirectoryError), (errno.ETIMEDOUT, TimeoutError), (errno.EINVAL, OSError)):
    error = OSError(number, "text")
    assert type(error) is kind and error.errno == number and str(error) == f"[Errno {number}] text"
e = OSError(errno.ENOENT, "gone", "from", None, "to")
assert (e.filename, e.filename2, e.strerror) == ("from", "to", "gone") and repr(e) == "FileNotFoundError(2, 'gone')"
again = pickle.loads(pickle.dumps(e))
assert type(again) is FileNotFoundError and again.filename == "from" and again.filename2 == "to"
assert raises(lambda: os.stat("nothing")) == "FileNotFoundError: [Errno 2] No such file or directory: 'nothing'"
assert raises(lambda: os.rename("nothing", "other")) == "FileNotFoundError: [Errno 2] No such file or directory: 'nothing' -> 'other'"
assert raises(lambda: os.listdir("/etc/passwd")) == "NotADirectoryError: [Errno 20] Not a directory: '/etc/passwd'"
assert raises(lambda: os.stat(b"bytes\xff")).startswith("FileNotFoundError: [Errno 2] No such file or directory: b'bytes")
assert raises(lambda: os.stat("nul\0")) == "ValueError: stat: embedded null character in path"
assert raises(lambda: open("nul\0")) == "ValueError: embedded null byte"
assert raises(lambda: os.close(9999)) == "OSError: [Errno 9] Bad file descriptor"
assert raises(lambda: os.kill(2**22 + 1, 0)) == "ProcessLookupError: [Errno 3] No such process"


class Own(OSError):
    def __init__(self, code, detail):
        super().__init__(code, f"own {detail}")
        self.detail = detail


assert str(Own(2, "x")) == "[Errno 2] own x" and type(Own(2, "x")) is Own and Own(2, "x").errno == 2
assert OSError().args == () and str(OSError(5)) == "5"
assert OSError("a", "b").errno == "a" and OSError(2, "x").args == (2, "x")
assert raises(lambda: open("/")) == "IsADirectoryError: [Errno 21] Is a directory: '/'"
assert issubclass(ConnectionResetError, ConnectionError)
