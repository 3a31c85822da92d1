# str: upper, lower, title, capitalize, swapcase, casefold, with special letters.
assert "Hello World".upper() == "HELLO WORLD" and "Hello".lower() == "hello" and "hELLO".swapcase() == "Hello"
assert "hello world's end".title() == "Hello World'S End" and "hELLO wORLD".capitalize() == "Hello world"
assert "straße".upper() == "STRASSE" and "ß".casefold() == "ss" and "ß".title() == "Ss" and "ŉ".upper() == "ʼN"
assert "ΑΣ".lower() == "ας" and "ΣΑ".lower() == "σα" and "Σ".lower() == "σ" and "İ".lower() == "i̇"
assert "ǆ".title() == "ǅ" and "ﬁ".upper() == "FI" and "ÿ".upper() == "Ÿ" and "µ".upper() == "Μ"
assert "ñandú".upper() == "ÑANDÚ" and "ÑANDÚ".lower() == "ñandú" and "éa".capitalize() == "Éa"
assert "ABC".islower() is False and "abc".islower() and "a1".islower() and not "1".islower() and "A1".isupper()
assert "Hello World".istitle() and not "Hello world".istitle() and "A".istitle() and not "".istitle()
assert "".upper() == "" and "123".upper() == "123"
assert "HELLO".casefold() == "hello" and "Ⅷ".lower() == "ⅷ" and "ⅷ".upper() == "Ⅷ"
assert "𐐀".lower() == "𐐨"
