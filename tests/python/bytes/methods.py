# bytes: the methods shared with str.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


b = b"Hello World"
assert b.upper() == b"HELLO WORLD" and b.lower() == b"hello world" and b.swapcase() == b"hELLO wORLD"
assert b.title() == b"Hello World" and b"ab cd".capitalize() == b"Ab cd" and b"\xe9".upper() == b"\xe9"
assert b.find(b"o") == 4 and b.rfind(b"o") == 7 and b.find(111) == 4
assert b.index(b"W") == 6 and b.count(b"l") == 3 and b.count(108) == 3
assert b.startswith(b"He") and b.endswith((b"x", b"ld")) and b.replace(b"l", b"L", 1) == b"HeLlo World"
assert b" a b ".split() == [b"a", b"b"] and b"a,b".split(b",") == [b"a", b"b"]
assert b"a,b,c".rsplit(b",", 1) == [b"a,b", b"c"]
assert b"a\nb\r\nc".splitlines() == [b"a", b"b", b"c"] and b"a\x0bb".splitlines() == [b"a\x0bb"]
assert b",".join([b"a", bytearray(b"b")]) == b"a,b" and b"a-b".partition(b"-") == (b"a", b"-", b"b")
assert b"  a ".strip() == b"a" and b"xax".strip(b"x") == b"a"
assert b"xa".lstrip(b"x") == b"a" and b"ax".rstrip(b"x") == b"a"
assert b"ab".center(4, b"*") == b"*ab*" and b"ab".ljust(3) == b"ab "
assert b"-5".zfill(4) == b"-005" and b"a\tb".expandtabs(2) == b"a b"
assert b"abc".isalpha() and b"123".isdigit() and b"a1".isalnum()
assert b" \n".isspace() and b"Ab".istitle() and b"a".isascii()
assert b"\x01\xab".hex() == "01ab" and b"\x01\xab\xcd".hex("-") == "01-ab-cd"
assert b"\1\2\3\4\5".hex(":", 2) == "01:0203:0405"
assert bytes.fromhex("01 ab\nCD") == b"\x01\xab\xcd" and bytes.fromhex("") == b"" and bytes.fromhex(b"0a") == b"\n"
assert raises(lambda: bytes.fromhex("0")) == "ValueError: fromhex() arg must contain an even number of hexadecimal digits"
assert raises(lambda: bytes.fromhex("zz")) == "ValueError: non-hexadecimal number found in fromhex() arg at position 0"
assert b"abc".translate(bytes.maketrans(b"ab", b"xy")) == b"xyc" and b"abc".translate(None, b"b") == b"ac"
assert raises(lambda: b"a".translate(b"x")) == "ValueError: translation table must be 256 characters long"
assert raises(lambda: b",".join(["a"])) == "TypeError: sequence item 0: expected a bytes-like object, str found"
assert raises(lambda: b"a".find("a")) == "TypeError: argument should be integer or bytes-like object, not 'str'"
assert raises(lambda: b"a".index(b"x")) == "ValueError: subsection not found"
assert b"prefix".removeprefix(b"pre") == b"fix" and b"suffix".removesuffix(b"fix") == b"suf"
