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
anonymous.close()
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
