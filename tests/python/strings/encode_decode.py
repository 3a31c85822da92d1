# str.encode and bytes.decode: encodings and error handlers.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


s = "aé€😀"
assert s.encode() == b"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" and s.encode().decode() == s
assert s.encode("utf-16-le") == b"a\0\xe9\0\xac\x20\x3d\xd8\x00\xde" and s.encode("utf-16").decode("utf-16") == s
assert s.encode("utf-32-be")[-4:] == b"\0\x01\xf6\0" and s.encode("utf-32").decode("utf-32") == s
assert "é".encode("latin-1") == b"\xe9" and b"\xe9".decode("latin-1") == "é" and "abc".encode("ASCII") == b"abc"
assert s.encode("ascii", "ignore") == b"a" and s.encode("ascii", "replace") == b"a???"
assert s.encode("ascii", "xmlcharrefreplace") == b"a&#233;&#8364;&#128512;"
assert s.encode("ascii", "backslashreplace") == b"a\\xe9\\u20ac\\U0001f600"
assert s.encode("ascii", "namereplace").startswith(b"a\\N{LATIN SMALL LETTER E WITH ACUTE}")
assert b"a\xffb".decode("utf-8", "replace") == "a\ufffdb" and b"a\xffb".decode("utf-8", "ignore") == "ab"
assert b"a\xffb".decode("utf-8", "backslashreplace") == "a\\xffb"
assert b"\xff".decode("utf-8", "surrogateescape") == "\udcff" and "\udcff".encode("utf-8", "surrogateescape") == b"\xff"
assert "\ud800".encode("utf-8", "surrogatepass") == b"\xed\xa0\x80"
assert raises(lambda: s.encode("ascii")) == (
    "UnicodeEncodeError: 'ascii' codec can't encode characters in position 1-3: ordinal not in range(128)")
assert raises(lambda: "é".encode("ascii")) == (
    "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)")
assert raises(lambda: "€".encode("latin-1")) == (
    "UnicodeEncodeError: 'latin-1' codec can't encode character '\\u20ac' in position 0: ordinal not in range(256)")
assert raises(lambda: "\ud800".encode()) == (
    "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed")
assert raises(lambda: b"a\xff".decode()) == (
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte")
assert raises(lambda: b"\xc3".decode()) == (
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data")
assert raises(lambda: b"\xc3(".decode()) == (
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 0: invalid continuation byte")
assert raises(lambda: b"\xe9".decode("ascii")) == (
    "UnicodeDecodeError: 'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)")
assert raises(lambda: "a".encode("nothing")) == "LookupError: unknown encoding: nothing"
assert raises(lambda: "é".encode("ascii", "nothing")) == "LookupError: unknown error handler name 'nothing'"
assert "é".encode("cp1252") == b"\xe9" and b"\x80".decode("cp1252") == "€" and "я".encode("koi8-r") == b"\xd1"
assert "\ufeffa".encode("utf-8-sig") == b"\xef\xbb\xbf\xef\xbb\xbfa" and b"\xef\xbb\xbfa".decode("utf-8-sig") == "a"
assert "bücher".encode("idna") == b"xn--bcher-kva" and "a\n".encode("unicode_escape") == b"a\\n"
