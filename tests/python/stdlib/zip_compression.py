# zlib, gzip, bz2, lzma, zipfile and tarfile round trips.
import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


data = b"the same text again and again, " * 200 + bytes(range(256))
for module in (zlib, gzip, bz2, lzma):
    packed = module.compress(data)
    assert len(packed) < len(data) / 3 and module.decompress(packed) == data
c = zlib.compressobj(9, zlib.DEFLATED, -15)
raw = c.compress(data[:100]) + c.compress(data[100:]) + c.flush()
d = zlib.decompressobj(-15)
assert d.decompress(raw[:50]) + d.decompress(raw[50:]) + d.flush() == data and d.eof and zlib.decompress(raw, -15) == data
assert zlib.crc32(b"b", zlib.crc32(b"a")) == zlib.crc32(b"ab")
assert raises(lambda: zlib.decompress(b"junk")) == "error: Error -3 while decompressing data: incorrect header check"
limited = zlib.decompressobj()
assert limited.decompress(zlib.compress(data), 10) == data[:10] and limited.unconsumed_tail
with gzip.open("f.gz", "wt") as f:
    f.write("text é\n" * 3)
with gzip.open("f.gz", "rt") as f:
    assert f.readlines() == ["text é\n"] * 3
assert raises(lambda: gzip.decompress(b"nope")).startswith("BadGzipFile: Not a gzipped file")
with bz2.open("f.bz2", "wb") as f, lzma.open("f.xz", "wb") as g:
    f.write(data)
    g.write(data)
assert bz2.open("f.bz2").read() == data == lzma.open("f.xz").read()
with zipfile.ZipFile("z.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.txt", "hello")
    z.writestr("dir/b.bin", data, zipfile.ZIP_STORED)
    z.write("f.gz", "c.gz")
with zipfile.ZipFile("z.zip") as z:
    assert z.namelist() == ["a.txt", "dir/b.bin", "c.gz"] and z.read("a.txt") == b"hello" and z.getinfo("dir/b.bin").file_size == len(data) and z.testzip() is None
    with z.open("dir/b.bin") as f:
        assert f.read(10) == data[:10] and f.read() == data[10:]
    z.extractall("out")
    assert raises(lambda: z.read("zz")) == "KeyError: \"There is no item named 'zz' in the archive\""
assert open("out/a.txt").read() == "hello" and zipfile.is_zipfile("z.zip")
assert not zipfile.is_zipfile("f.gz") and (zipfile.Path("z.zip") / "dir" / "b.bin").read_bytes() == data
assert raises(lambda: zipfile.ZipFile(io.BytesIO(b"x"))) == "BadZipFile: File is not a zip file"
for mode, name in (("w", "t.tar"), ("w:gz", "t.tar.gz"), ("w:xz", "t.tar.xz")):
    with tarfile.open(name, mode) as t:
        t.add("f.gz", arcname="deep/f.gz")
        info = tarfile.TarInfo("made.txt")
        info.size = 5
        t.addfile(info, io.BytesIO(b"hello"))
    with tarfile.open(name) as t:
        assert t.getnames() == ["deep/f.gz", "made.txt"] and t.extractfile("made.txt").read() == b"hello" and t.getmember("made.txt").isfile()
        t.extractall("tar_" + mode.replace(":", ""), filter="data")
assert open("tar_wgz/made.txt").read() == "hello" and tarfile.is_tarfile("t.tar")
