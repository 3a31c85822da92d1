# mmap, fcntl, resource, pwd, errno, stat and filecmp.
import errno
import fcntl
import filecmp
import mmap
import os
import pwd
import resource
with open("f.bin", "wb") as f:
    f.write(b"0123456789" * 10)
with open("f.bin", "r+b") as f, mmap.mmap(f.fileno(), 0) as m:
    assert len(m) == 100 and m[:5] == b"01234" and m[0] == 48 and m.find(b"9") == 9
    assert m.rfind(b"9") == 99 and m.read(3) == b"012" and m.tell() == 3
    m[0:3] = b"abc"
    m.seek(50)
    m.write(b"XYZ")
    m.flush()
    assert m.readline() == m[53:100] and bytes(memoryview(m)[:3]) == b"abc" and b"XYZ" in m[:]
    try:
        m[0:2] = b"toolong"
    except (IndexError, ValueError) as error:
        assert "mmap slice assignment is wrong size" in str(error)
assert open("f.bin", "rb").read(3) == b"abc"
anonymous = mmap.mmap(-1, 4096)
anonymous[10] = 65
assert anonymous[10:11] == b"A" and len(anonymous) == 4096
anonymous[:4] = b"abcd"
anonymous[7:3:-2] = b"xy"
assert anonymous[:8:2] == b"ac\0\0" and anonymous[5:8] == b"y\0x" and anonymous[3:1] == b""
# Items are numbers by subscript, and bytes in iteration.
steps, back = iter(anonymous), reversed(anonymous)
assert anonymous[0] == 97 and next(steps) == b"a" and next(back) == b"\0" and b"y" in anonymous and 97 not in anonymous
for wrong, message in (
    (lambda: anonymous[1:2:0], "ValueError: slice step cannot be zero"),
    (lambda: anonymous[9999], "IndexError: mmap index out of range"),
    (lambda: anonymous["a"], "TypeError: mmap indices must be integers"),
    (lambda: anonymous.__delitem__(0), "TypeError: mmap doesn't support item deletion"),
    (lambda: anonymous.__delitem__(slice(1)), "TypeError: mmap object doesn't support slice deletion"),
    (lambda: anonymous.__setitem__(0, "a"), "TypeError: mmap item value must be an int"),
    (lambda: anonymous.__setitem__(9999, 1), "IndexError: mmap index out of range"),
    (lambda: anonymous.__setitem__(slice(2), b"x"), "IndexError: mmap slice assignment is wrong size"),
):
    try:
        wrong()
    except Exception as error:
        assert f"{type(error).__name__}: {error}" == message, error
    else:
        raise AssertionError(message)
anonymous.close()
try:
    next(steps)
except ValueError as error:
    assert str(error) == "mmap closed or invalid"
else:
    raise AssertionError("iterating over a closed mapping")
try:
    anonymous[0]
except ValueError as error:
    assert str(error) == "mmap closed or invalid"
with open("f.bin") as f:
    fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(f, fcntl.LOCK_UN)
    assert fcntl.fcntl(f, fcntl.F_GETFD) & fcntl.FD_CLOEXEC
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
assert soft > 0 and resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0 and resource.getpagesize() == mmap.PAGESIZE
assert pwd.getpwuid(os.getuid()).pw_uid == os.getuid()
assert errno.errorcode[2] == "ENOENT" and errno.EAGAIN == errno.EWOULDBLOCK
with open("g.bin", "wb") as f:
    f.write(open("f.bin", "rb").read())
assert filecmp.cmp("f.bin", "g.bin", shallow=False)
