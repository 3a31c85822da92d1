# The % operator on str: mappings, widths from arguments, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert "%s and %r" % ("a", "a") == "a and 'a'" and "%s" % 5 == "5" and "%s" % (5,) == "5" and "%s" % [1, 2] == "[1, 2]"
assert "%(a)s %(b)05.1f %(a)r" % {"a": "x", "b": 2.25} == "x 002.2 'x'" and "%%" % () == "%"
assert "%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 3.14159) == "   42|42   |3.14"
assert "%5s|%-5s|%.2s" % ("ab", "ab", "abc") == "   ab|ab   |ab"
assert "%c%c" % ("é", 65) == "éA" and "%a" % "é" == "'\\xe9'"
assert "%x %X %#o %#X" % (255, 255, 8, 255) == "ff FF 0o10 0XFF" and "% d %+d" % (5, 5) == " 5 +5"
assert "plain" % {} == "plain" and "%s" % {"a": 1} == "{'a': 1}" and "%(k)s" % {"k": None} == "None"
assert "%s %s" % ("é", "😀") == "é 😀" and "é%sé" % "x" == "éxé"
assert raises(lambda: "%s %s" % (1,)) == "TypeError: not enough arguments for format string"
assert raises(lambda: "%s" % (1, 2)) == "TypeError: not all arguments converted during string formatting"
assert raises(lambda: "%d" % "a") == "TypeError: %d format: a real number is required, not str"
assert raises(lambda: "%(a)s" % 5) == "TypeError: format requires a mapping"
assert raises(lambda: "%(a)s" % {}) == "KeyError: 'a'"
assert raises(lambda: "%y" % 5) == "ValueError: unsupported format character 'y' (0x79) at index 1"
assert raises(lambda: "%" % 5) == "ValueError: incomplete format"
assert raises(lambda: "%c" % "ab") == "TypeError: %c requires an int or a unicode character, not a string of length 2"
assert raises(lambda: "%*d" % ("x", 5)) == "TypeError: * wants int"
assert raises(lambda: "%c" % -1) == "OverflowError: %c arg not in range(0x110000)"
