# os: making, listing, renaming and removing files and folders.
import os
import stat
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


os.mkdir("folder")
os.makedirs("deep/er/est", exist_ok=True)
os.makedirs("deep/er/est", exist_ok=True)
assert raises(lambda: os.mkdir("folder")) == "FileExistsError: [Errno 17] File exists: 'folder'"
with open("folder/a.txt", "w") as f:
    f.write("12345")
assert sorted(os.listdir(".")) == ["deep", "folder"] and os.listdir("folder") == ["a.txt"]
info = os.stat("folder/a.txt")
assert info.st_size == 5 and stat.S_ISREG(info.st_mode) and info[6] == 5 and os.stat("folder").st_mode & 0o40000
os.rename("folder/a.txt", "folder/b.txt")
os.replace("folder/b.txt", "deep/c.txt")
assert os.listdir("folder") == [] and os.path.getsize("deep/c.txt") == 5
entries = {e.name: (e.is_dir(), e.is_file()) for e in os.scandir("deep")}
assert entries == {"er": (True, False), "c.txt": (False, True)}
with os.scandir("deep") as it:
    assert {e.path for e in it} == {"deep/er", "deep/c.txt"}
walked = [(root, sorted(d), sorted(f)) for root, d, f in os.walk("deep")]
assert walked == [("deep", ["er"], ["c.txt"]), ("deep/er", ["est"], []), ("deep/er/est", [], [])]
assert [r for r, _, _ in os.walk("deep", topdown=False)] == ["deep/er/est", "deep/er", "deep"]
os.symlink("c.txt", "deep/link")
assert os.readlink("deep/link") == "c.txt" and os.path.islink("deep/link")
assert os.lstat("deep/link").st_mode != info.st_mode
os.chmod("deep/c.txt", 0o600)
assert stat.S_IMODE(os.stat("deep/c.txt").st_mode) == 0o600 and stat.filemode(0o100644) == "-rw-r--r--"
os.utime("deep/c.txt", (1000, 2000))
assert os.stat("deep/c.txt").st_mtime == 2000 and os.stat("deep/c.txt").st_mtime_ns == 2000 * 10**9
os.remove("deep/link")
os.truncate("deep/c.txt", 2)
assert os.stat("deep/c.txt").st_size == 2
os.unlink("deep/c.txt")
os.removedirs("deep/er/est")
assert os.listdir(".") == ["folder"] and raises(lambda: os.rmdir("none")).startswith("FileNotFoundError: [Errno 2]")
assert os.access("folder", os.R_OK) and not os.access("none", os.F_OK)
os.chdir("folder")
assert os.path.basename(os.getcwd()) == "folder" and os.fsencode("é") == b"\xc3\xa9" and os.fspath("x") == "x"
