# tempfile, shutil, glob and fnmatch.
import fnmatch
import glob
import os
import shutil
import tempfile
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


with tempfile.TemporaryDirectory(prefix="pre", suffix="suf") as folder:
    assert os.path.isdir(folder) and os.path.basename(folder).startswith("pre") and folder.endswith("suf")
    path = os.path.join(folder, "a.txt")
    with open(path, "w") as f:
        f.write("content")
    assert shutil.copy(path, os.path.join(folder, "b.txt")) == os.path.join(folder, "b.txt")
    assert shutil.copy2(path, folder + "/c.dat")
    os.makedirs(os.path.join(folder, "x", "y"))
    shutil.copyfile(path, os.path.join(folder, "x", "y", "d.txt"))
    names = sorted(os.path.basename(p) for p in glob.glob(folder + "/*.txt"))
    assert names == ["a.txt", "b.txt"] and glob.glob("**/*.txt", root_dir=folder, recursive=True).__len__() == 3
    assert sorted(glob.glob("[ab].*", root_dir=folder)) == ["a.txt", "b.txt"]
    shutil.copytree(folder, folder + "_copy", ignore=shutil.ignore_patterns("*.dat"))
    assert sorted(os.listdir(folder + "_copy")) == ["a.txt", "b.txt", "x"]
    shutil.move(folder + "_copy/a.txt", folder + "_copy/x/moved.txt")
    assert os.listdir(folder + "_copy/x") and not os.path.exists(folder + "_copy/a.txt")
    archive = shutil.make_archive(os.path.join(folder, "arch"), "zip", folder + "_copy")
    shutil.unpack_archive(archive, folder + "/out")
    assert sorted(os.listdir(folder + "/out")) == ["b.txt", "x"]
    shutil.rmtree(folder + "_copy")
    assert not os.path.exists(folder + "_copy") and shutil.disk_usage(folder).total > 0
assert not os.path.exists(folder) and raises(lambda: shutil.rmtree(folder)).startswith("FileNotFoundError")
shutil.rmtree(folder, ignore_errors=True)
with tempfile.NamedTemporaryFile("w+", suffix=".txt") as f:
    f.write("x")
    f.flush()
    assert open(f.name).read() == "x" and f.name.endswith(".txt")
assert not os.path.exists(f.name)
with tempfile.TemporaryFile() as f:
    f.write(b"bytes")
    f.seek(0)
    assert f.read() == b"bytes"
with tempfile.SpooledTemporaryFile(max_size=10, mode="w+") as f:
    f.write("spooled and rolled over")
    f.seek(0)
    assert f.read() == "spooled and rolled over"
fd, name = tempfile.mkstemp(dir=".")
os.close(fd)
assert os.path.exists(name) and os.path.isdir(tempfile.mkdtemp()) and os.path.isdir(tempfile.gettempdir())
assert fnmatch.fnmatch("a.py", "*.py") and not fnmatch.fnmatchcase("A.PY", "*.py")
assert fnmatch.filter(["a", "b1"], "[!a]?") == ["b1"] and fnmatch.filterfalse(["a", "b"], "a") == ["b"]
assert shutil.which("sh") and shutil.which("no-such-program-here") is None
assert glob.escape("a[1]*") == "a[[]1][*]" and glob.has_magic("a*")
assert shutil.get_terminal_size((80, 24)).columns > 0
