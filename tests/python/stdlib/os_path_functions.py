# os.path: joining, splitting, normalising, relative paths, tests.
import os.path as p
assert p.join("a", "b", "c") == "a/b/c" and p.join("a/", "/b") == "/b"
assert p.join("a", "") == "a/" and p.join("", "b") == "b"
assert p.split("/a/b") == ("/a", "b") and p.split("/a/") == ("/a", "") and p.split("a") == ("", "a")
assert p.basename("/a/b.txt") == "b.txt" and p.dirname("/a/b.txt") == "/a" and p.dirname("x") == ""
assert p.splitext("a.tar.gz") == ("a.tar", ".gz")
assert p.splitext(".bashrc") == (".bashrc", "") and p.splitext("a/b.c/d") == ("a/b.c/d", "")
assert p.normpath("a//b/../c/./d") == "a/c/d" and p.normpath("../a/..") == ".."
assert p.normpath("") == "." and p.normpath("/../x") == "/x"
assert p.isabs("/a") and not p.isabs("a") and p.abspath("/a/../b") == "/b" and p.isabs(p.abspath("x"))
assert p.relpath("/a/b/c", "/a/d") == "../b/c" and p.relpath("/a", "/a") == "."
assert p.commonpath(["/a/b/c", "/a/b/d"]) == "/a/b" and p.commonprefix(["abc", "abd"]) == "ab"
assert p.expanduser("x") == "x" and p.expandvars("$NO_SUCH_VARIABLE/x") == "$NO_SUCH_VARIABLE/x"
import os
os.environ["TYPHON_TEST"] = "value"
assert p.expandvars("a/${TYPHON_TEST}/$TYPHON_TEST") == "a/value/value"
open("file", "w").close()
os.mkdir("dir")
assert p.exists("file") and p.isfile("file") and not p.isdir("file") and p.isdir("dir") and not p.exists("none")
assert p.samefile("file", "./file") and p.realpath("dir/../file") == p.join(os.getcwd(), "file")
assert p.getmtime("file") > 0 and p.getsize("file") == 0 and p.ismount("/")
assert p.join(b"a", b"b") == b"a/b" and p.splitroot("/a/b") == ("", "/", "a/b") and p.splitdrive("/a") == ("", "/a")
try:
    p.join("a", b"b")
except TypeError as error:
    assert str(error) == "Can't mix strings and bytes in path components"
try:
    p.join(5)
except TypeError as error:
    assert str(error) == "expected str, bytes or os.PathLike object, not int"
