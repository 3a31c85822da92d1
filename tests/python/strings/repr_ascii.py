# repr and ascii of str: quotes, escapes, unprintable characters, surrogates.
assert repr("a") == "'a'" and repr("it's") == '"it\'s"' and repr('"') == "'\"'" and repr("'\"") == "'\\'\"'"
assert repr("\n\t\r\\\0\x1f\x7f") == "'\\n\\t\\r\\\\\\x00\\x1f\\x7f'"
assert repr("é") == "'é'" and repr("\xa0") == "'\\xa0'" and repr("\u200b") == "'\\u200b'" and repr("😀") == "'😀'"
assert repr("\ud800") == "'\\ud800'" and repr("\U000e0001") == "'\\U000e0001'" and repr("\xad") == "'\\xad'"
assert ascii("é€😀") == "'\\xe9\\u20ac\\U0001f600'" and ascii("abc") == "'abc'"
assert eval(repr("all\tsorts\n of 'quotes\" é \u200b")) == "all\tsorts\n of 'quotes\" é \u200b"
assert str("x") == "x" and str(b"x") == "b'x'"
assert str(b"\xc3\xa9", "utf-8") == "é" and str(object=5) == "5" and str() == ""
assert str(b"\xff", "ascii", "replace") == "\ufffd" and str(b"a", encoding="ascii") == "a"
assert "\ud83d" + "\ude00" != "😀" and len("\ud83d\ude00") == 2
text = "a\ud800b"
assert text[1] == "\ud800" and len(text) == 3 and text.find("\ud800") == 1 and text < "a\ue000"
