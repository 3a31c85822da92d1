# os: environment, descriptors, pipes, ids, exit codes, urandom.
import os
import sys
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


os.environ["NEW_ONE"] = "1"
assert os.getenv("NEW_ONE") == "1" and os.environ.get("MISSING_ONE") is None and os.getenv("MISSING_ONE", "d") == "d"
del os.environ["NEW_ONE"]
assert "NEW_ONE" not in os.environ and raises(lambda: os.environ["NEW_ONE"]) == "KeyError: 'NEW_ONE'"
assert raises(lambda: os.environ.__setitem__("X", 5)) == "TypeError: str expected, not int"
os.putenv("RAW", "x")
r, w = os.pipe()
assert os.write(w, b"through") == 7 and os.read(r, 100) == b"through"
copy = os.dup(w)
os.close(w)
os.write(copy, b"dup")
os.close(copy)
assert os.read(r, 10) == b"dup" and os.read(r, 10) == b""
os.close(r)
assert raises(lambda: os.read(r, 1)) == "OSError: [Errno 9] Bad file descriptor"
fd = os.open("raw.bin", os.O_RDWR | os.O_CREAT)
os.write(fd, b"hello")
assert os.lseek(fd, 1, os.SEEK_SET) == 1 and os.read(fd, 3) == b"ell" and os.fstat(fd).st_size == 5
os.close(fd)
assert os.getpid() > 0 and os.getppid() > 0 and len(os.urandom(16)) == 16 and os.urandom(8) != os.urandom(8)
assert os.cpu_count() >= 1 and os.name == "posix" and os.sep == "/"
assert os.linesep == "\n" and os.devnull == "/dev/null" and os.pathsep == ":"
assert os.strerror(2) == "No such file or directory" and os.uname().sysname and isinstance(os.getuid(), int)
assert os.system("exit 3") == 3 << 8 and os.waitstatus_to_exitcode(3 << 8) == 3
pid = os.fork()
if pid == 0:
    os._exit(7)
assert os.waitpid(pid, 0) == (pid, 7 << 8)
with os.popen("echo from shell") as f:
    assert f.read() == "from shell\n"
assert os.get_terminal_size.__name__ == "get_terminal_size" and os.isatty(0) is False
assert os.times().user >= 0 and isinstance(os.getcwdb(), bytes) and os.get_inheritable(1)
assert sys.getfilesystemencoding() == "utf-8" and os.process_cpu_count() >= 1
