# int: methods and attributes.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert (10).bit_length() == 4 and (0).bit_length() == 0 and (-8).bit_length() == 4 and (2**100).bit_length() == 101
assert (7).bit_count() == 3 and (-7).bit_count() == 3 and (2**100 - 1).bit_count() == 100
assert (1024).to_bytes(2) == b"\x04\x00" and (1024).to_bytes(3, "little") == b"\x00\x04\x00"
assert (-1).to_bytes(2, "big", signed=True) == b"\xff\xff" and (5).to_bytes() == b"\x05"
assert int.from_bytes(b"\x04\x00") == 1024 and int.from_bytes(b"\xff", signed=True) == -1
assert int.from_bytes(b"\x00\x04", byteorder="little") == 1024 and int.from_bytes([1, 2]) == 258
assert (2**80).to_bytes(11, "big") == b"\x01" + b"\0" * 10 and int.from_bytes(b"\x01" + b"\0" * 10) == 2**80
assert raises(lambda: (256).to_bytes(1)) == "OverflowError: int too big to convert"
assert raises(lambda: (-1).to_bytes(1)) == "OverflowError: can't convert negative int to unsigned"
assert raises(lambda: (1).to_bytes(1, "middle")) == "ValueError: byteorder must be either 'little' or 'big'"
assert (5).as_integer_ratio() == (5, 1) and (5).is_integer() and (5).conjugate() == 5
assert ((5).real, (5).imag, (5).numerator, (5).denominator) == (5, 0, 5, 1)
assert (5).__index__() == 5 and (5).__add__(2) == 7 and (5).__add__("x") is NotImplemented
assert (5).__pow__(2, 7) == 4 and (5).__rsub__(2) == -3 and (5).__divmod__(3) == (1, 2)
assert (1234).__format__(",") == "1,234" and (5).__bool__() and (5).__int__() == 5 and (5).__ceil__() == 5
assert round(1234, -2) == 1200 and round(1250, -2) == 1200 and round(1350, -2) == 1400 and round(-1350, -2) == -1400
assert round(5) == 5 and round(5, 2) == 5 and round(15, -1) == 20 and round(25, -1) == 20
assert pow(3, -1, 7) == 5 and pow(2, 10, 1000) == 24 and pow(-2, 3, 5) == 2 and pow(2, 3, -5) == -2
assert raises(lambda: pow(2, -1, 4)) == "ValueError: base is not invertible for the given modulus"
assert raises(lambda: pow(2, 2, 0)) == "ValueError: pow() 3rd argument cannot be 0"
assert raises(lambda: pow(2, 2.0, 3)) == (
    "TypeError: pow() 3rd argument not allowed unless all arguments are integers")
assert (2).__eq__(2.0) is NotImplemented and 2 == 2.0
