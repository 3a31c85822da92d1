# String and bytes literals: escapes, raw, concatenation, triple quotes, line joining.
assert "\x41\u0042\U00000043\103\N{LATIN SMALL LETTER D}" == "ABCCd"
assert "\a\b\f\n\r\t\v\\\'\"" == "".join(map(chr, [7, 8, 12, 10, 13, 9, 11, 92, 39, 34]))
assert r"\n" == "\\n" and rb"\x" == b"\\x" and Rb"\\" == b"\\\\"
assert "a" 'b' """c""" == "abc"
assert b"\x00\xff\101" == bytes([0, 255, 65])
assert """one
two\
three""" == "one\ntwothree"
assert "\0" == chr(0) and "\08" == "\x008"
assert u"x" == "x"
assert ("long "
        "string") == "long string"
assert "\
joined" == "joined"
assert b"a" b"b" == b"ab"
assert "\u00e9" == "é" and len("\U0001F600") == 1
assert '\'' == "'" and "'" "\"" == "'\""
assert "\ud800".encode("utf-8", "surrogatepass") == b"\xed\xa0\x80"
