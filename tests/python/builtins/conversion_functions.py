# bin, oct, hex, chr, ord, ascii, repr, format, round, hash, str, bytes conversions.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert (bin(5), oct(8), hex(255), bin(-5), hex(-1)) == ("0b101", "0o10", "0xff", "-0b101", "-0x1")
assert chr(97) == "a" and ord("é") == 233 and chr(0x1F600) == "😀" and ord(b"a") == 97 and chr(0) == "\0"
assert format(5) == "5" and format(3.14159, ".2f") == "3.14" and format("a", ">3") == "  a" and format(255, "x") == "ff"
assert round(2.567, 2) == 2.57 and round(5) == 5 and round(2.5) == 2 and round(-1.5) == -2 and round(1234, -2) == 1200
assert round(2.5, None) == 2 and round(number=1.25, ndigits=1) == 1.2
assert hash("a") == hash("a") and hash(5) == 5 and hash(2**61 - 1) == 0 and isinstance(hash(None), int)
assert raises(lambda: bin(1.5)) == "TypeError: 'float' object cannot be interpreted as an integer"
assert raises(lambda: chr(0x110000)) == "ValueError: chr() arg not in range(0x110000)"
assert raises(lambda: chr("a")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: ord("")) == "TypeError: ord() expected a character, but string of length 0 found"
assert raises(lambda: ord(5)) == "TypeError: ord() expected string of length 1, but int found"
assert raises(lambda: round("a")) == "TypeError: type str doesn't define __round__ method"
assert raises(lambda: hash({})) == "TypeError: unhashable type: 'dict'"
assert raises(lambda: round(1.5, "a")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: round(1, 2.5)) == "TypeError: 'float' object cannot be interpreted as an integer"
assert raises(lambda: oct("a")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert list("ab") == ["a", "b"] and tuple([1]) == (1,) and set("aa") == {"a"}
assert dict([(1, 2)]) == {1: 2} and frozenset("a") == {"a"}
assert str(1.0) == "1.0" and str(None) == "None" and str([1, "a"]) == "[1, 'a']" and str({"k": (1,)}) == "{'k': (1,)}"
assert bool([]) is False and int("5") == 5 and float("1.5") == 1.5 and complex("1j") == 1j and bytes([1]) == b"\x01"
assert repr(type(5)) == "<class 'int'>" and str(int) == "<class 'int'>" and repr(Exception) == "<class 'Exception'>"
