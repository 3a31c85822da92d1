# int(): text in every base, whitespace, underscores, bytes, errors, digit limit.
import sys
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert int("  42\n") == 42 and int("-0042") == -42 and int("+7") == 7 and int("1_000") == 1000
assert int("ff", 16) == int("0xFF", 16) == int("0xff", 0) == 255 and int("z", 36) == 35
assert int("0b101", 0) == 5 and int("0o17", 0) == 15 and int("11", 2) == 3 and int("0", 0) == 0
assert int(b"12") == 12 and int(bytearray(b"7")) == 7 and int("٣٤") == 34
assert int() == 0 and int(3.9) == 3 and int(-3.9) == -3 and int(True) == 1 and int(1e20) == 10**20
assert raises(lambda: int("")) == "ValueError: invalid literal for int() with base 10: ''"
assert raises(lambda: int("1__0")) == "ValueError: invalid literal for int() with base 10: '1__0'"
assert raises(lambda: int("12", 2)) == "ValueError: invalid literal for int() with base 2: '12'"
assert raises(lambda: int("010", 0)) == "ValueError: invalid literal for int() with base 0: '010'"
assert raises(lambda: int("1.5")) == "ValueError: invalid literal for int() with base 10: '1.5'"
assert raises(lambda: int("1", 1)) == "ValueError: int() base must be >= 2 and <= 36, or 0"
assert raises(lambda: int(5, 10)) == "TypeError: int() can't convert non-string with explicit base"
assert raises(lambda: int(b"x")) == "ValueError: invalid literal for int() with base 10: b'x'"
assert raises(lambda: int([])) == (
    "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'")
assert raises(lambda: int(base=10)) == "TypeError: int() missing string argument"
assert raises(lambda: int("1" * 5000)) == (
    "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits;"
    " use sys.set_int_max_str_digits() to increase the limit")
assert raises(lambda: str(10**5000)) == (
    "ValueError: Exceeds the limit (4300 digits) for integer string conversion;"
    " use sys.set_int_max_str_digits() to increase the limit")
assert sys.get_int_max_str_digits() == 4300
sys.set_int_max_str_digits(0)
assert len(str(10**5000)) == 5001 and int("1" * 5000) % 9 == 5000 % 9
assert int("f" * 6000, 16) == 16**6000 - 1
