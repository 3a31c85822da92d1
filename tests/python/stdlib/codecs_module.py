# codecs: incremental coders, readers, registering, error handlers.
import codecs
import io
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


d = codecs.getincrementaldecoder("utf-8")()
assert [d.decode(bytes([b])) for b in "é€".encode()] == ["", "é", "", "", "€"] and d.decode(b"", True) == ""
assert raises(lambda: codecs.getincrementaldecoder("utf-8")().decode(b"\xc3", True)).startswith("UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data")
e = codecs.getincrementalencoder("utf-16")()
assert e.encode("a") == b"\xff\xfea\0" and e.encode("b") == b"b\0"
assert codecs.encode("abc", "rot13") == "nop"
assert codecs.encode(b"x", "hex") == b"78" and codecs.decode(b"eA==", "base64") == b"x"
assert codecs.lookup("UTF8").name == "utf-8" and codecs.lookup("latin1").name == "iso8859-1"
assert codecs.BOM_UTF8 == b"\xef\xbb\xbf" and codecs.encode("é", "utf-16-be") == b"\0\xe9"
assert list(codecs.iterdecode([b"\xc3", b"\xa9"], "utf-8")) == ["é"]
assert b"".join(codecs.iterencode(["a", "é"], "utf-8")) == b"a\xc3\xa9"
codecs.register_error("stars", lambda error: ("*" * (error.end - error.start), error.end))
assert "aéb€".encode("ascii", "stars") == b"a*b*"
assert b"a\xff".decode("ascii", "stars") == "a*" and codecs.lookup_error("strict")


def search(name):
    if name == "reverse":
        return codecs.CodecInfo(lambda s, errors="strict": (s[::-1].encode(), len(s)), lambda b, errors="strict": (bytes(b).decode()[::-1], len(b)), name="reverse")


codecs.register(search)
assert "abc".encode("reverse") == b"cba" and b"cba".decode("reverse") == "abc"
codecs.unregister(search)
assert raises(lambda: "abc".encode("rot13")) == "LookupError: 'rot13' is not a text encoding; use codecs.encode() to handle arbitrary codecs"
w = codecs.getwriter("utf-8")(raw := io.BytesIO())
w.write("é\n")
assert raw.getvalue() == b"\xc3\xa9\n" and codecs.getreader("utf-8")(io.BytesIO(b"a\nb")).readlines() == ["a\n", "b"]
with open("f.txt", "w", encoding="utf-16") as f:
    f.write("text")
assert open("f.txt", "rb").read()[:2] == codecs.BOM_UTF16_LE and open("f.txt", encoding="utf-16").read() == "text"
assert "bücher".encode("punycode") == b"bcher-kva"
assert b"+AOk-".decode("utf-7") == "é" and "\u20ac".encode("cp1252") == b"\x80"
assert "日本".encode("shift_jis") == b"\x93\xfa\x96{" and "日本".encode("euc-jp").decode("euc-jp") == "日本"
assert "中文".encode("gbk").decode("gbk") == "中文"
assert "中".encode("big5").decode("big5") == "中" and "한".encode("euc-kr").decode("euc-kr") == "한"
assert "a\x00\n".encode("unicode_escape") == b"a\\x00\\n" and b"\\u00e9".decode("unicode_escape") == "é"
assert "é\u20ac".encode("raw_unicode_escape") == b"\xe9\\u20ac" and codecs.escape_decode(rb"a\n")[0] == b"a\n"
