# pathlib: pure paths, reading, writing, globbing, errors.
from pathlib import Path, PurePosixPath, PureWindowsPath
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


p = PurePosixPath("/a/b/c.tar.gz")
assert p.name == "c.tar.gz" and p.stem == "c.tar" and p.suffix == ".gz" and p.suffixes == [".tar", ".gz"]
assert p.parent == PurePosixPath("/a/b") and p.parts == ("/", "a", "b", "c.tar.gz")
assert str(p.parents[1]) == "/a" and p.with_name("x") == PurePosixPath("/a/b/x")
assert p.with_suffix(".zip").name == "c.tar.zip" and p.with_stem("d").name == "d.gz"
assert PurePosixPath("a") / "b" / "../c" == PurePosixPath("a/b/../c")
assert "x" / PurePosixPath("y") == PurePosixPath("x/y") and PurePosixPath("a//b/./c") == PurePosixPath("a/b/c")
assert p.relative_to("/a") == PurePosixPath("b/c.tar.gz") and p.is_relative_to("/a")
assert p.is_absolute() and p.match("*.gz") and p.full_match("/a/**/*.gz") and p.as_posix() == str(p)
assert raises(lambda: p.relative_to("/x")) == "ValueError: '/a/b/c.tar.gz' is not in the subpath of '/x'"
assert repr(p) == "PurePosixPath('/a/b/c.tar.gz')"
assert p.relative_to("/a/x", walk_up=True) == PurePosixPath("../b/c.tar.gz")
assert PurePosixPath("a") < PurePosixPath("b") and hash(PurePosixPath("a")) == hash(PurePosixPath("a"))
assert PureWindowsPath("C:\\x\\y").drive == "C:"
assert PureWindowsPath("c:/X") == PureWindowsPath("C:\\x") and p.as_uri() == "file:///a/b/c.tar.gz"
root = Path("root")
(root / "sub" / "deep").mkdir(parents=True)
f = root / "sub" / "file.txt"
assert f.write_text("héllo\n", encoding="utf-8") == 6 and f.read_text(encoding="utf-8") == "héllo\n"
assert f.read_bytes() == b"h\xc3\xa9llo\n" and f.stat().st_size == 7
(root / "b.py").write_bytes(b"x")
(root / "sub" / "deep" / "c.py").touch()
assert sorted(q.name for q in root.iterdir()) == ["b.py", "sub"]
assert sorted(str(q) for q in root.glob("**/*.py")) == ["root/b.py", "root/sub/deep/c.py"]
assert sorted(q.name for q in root.rglob("*.py")) == ["b.py", "c.py"]
assert [q.name for q in root.glob("*.py")] == ["b.py"] and len(list(root.walk())) == 3
assert f.exists() and f.is_file() and not f.is_dir() and root.is_dir()
assert f.resolve().is_absolute() and Path.cwd() == Path().absolute() and Path.home().is_absolute()
with f.open("a") as handle:
    handle.write("more")
assert f.read_text().endswith("more")
g = f.rename(root / "moved.txt")
assert not f.exists() and g.exists() and g.replace(f) == f
link = root / "link"
link.symlink_to("b.py")
assert link.is_symlink() and link.readlink() == Path("b.py") and link.samefile(root / "b.py")
f.unlink()
assert raises(f.unlink).startswith("FileNotFoundError: [Errno 2]") and f.unlink(missing_ok=True) is None
assert raises(lambda: root.mkdir()).startswith("FileExistsError: [Errno 17]") and root.mkdir(exist_ok=True) is None
assert raises(lambda: (root / "sub").rmdir()).startswith("OSError: [Errno 39]")
assert Path("x").expanduser() == Path("x") and Path("a", "b") == Path("a/b")
(root / "b.py").copy(root / "copied.py")
assert (root / "copied.py").read_bytes() == b"x"
