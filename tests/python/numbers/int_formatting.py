# int: format specifications, bin, oct, hex.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert bin(10) == "0b1010" and oct(8) == "0o10" and hex(-255) == "-0xff" and bin(0) == "0b0"
assert f"{42:d} {42:b} {42:o} {42:x} {42:X} {65:c} {42:n}" == "42 101010 52 2a 2A A 42"
assert f"{42:#b} {42:#o} {42:#x} {42:#X}" == "0b101010 0o52 0x2a 0X2A"
assert f"{42:5d}|{42:<5d}|{42:^5d}|{42:>5d}|{42:05d}" == "   42|42   | 42  |   42|00042"
assert f"{-42:=6d}|{-42:06d}|{42:+d}|{42: d}|{-42: d}" == "-   42|-00042|+42| 42|-42"
assert f"{1234567:,}|{1234567:_}|{0xFFFFF:_x}|{255:_b}" == "1,234,567|1_234_567|f_ffff|1111_1111"
assert f"{1234:010,}|{42:*^9}|{42:é>4}" == "00,001,234|***42****|éé42"
assert f"{42:e} {42:.2f} {42:g} {42:%}" == "4.200000e+01 42.00 42 4200.000000%"
assert f"{10**30:,}" == "1,000,000,000,000,000,000,000,000,000,000"
assert f"{True:d} {True} {True:5}" == "1 True     1"
assert raises(lambda: f"{42:.2d}") == "ValueError: Precision not allowed in integer format specifier"
assert raises(lambda: f"{42:s}") == "ValueError: Unknown format code 's' for object of type 'int'"
assert raises(lambda: f"{42:,b}") == "ValueError: Cannot specify ',' with 'b'."
assert raises(lambda: f"{42:+c}") == "ValueError: Sign not allowed with integer format specifier 'c'"
assert raises(lambda: f"{-1:c}") == "OverflowError: %c arg not in range(0x110000)"
assert raises(lambda: f"{42:5x5}") == "ValueError: Invalid format specifier '5x5' for object of type 'int'"
assert "%d %5d %-5d| %05d %+d %x %#x %o %c %i" % (1, 2, 3, 4, 5, 255, 255, 8, 65, 9) == (
    "1     2 3    | 00004 +5 ff 0xff 10 A 9")
assert "%d" % 3.7 == "3" and "%.3d" % 5 == "005" and "%d" % (10**20) == "1" + "0" * 20
assert raises(lambda: "%d" % "x") == "TypeError: %d format: a real number is required, not str"
assert raises(lambda: "%x" % 1.5) == "TypeError: %x format: an integer is required, not float"
