# complex: construction, arithmetic, text, errors.
import cmath
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


z = 3 + 4j
assert abs(z) == 5.0 and z.real == 3.0 and z.imag == 4.0 and z.conjugate() == 3 - 4j
assert z * z == -7 + 24j and z / (1 + 1j) == 3.5 + 0.5j and z + 1 == 4 + 4j and 1 - z == -2 - 4j and -z == -3 - 4j
assert z**2 == -7 + 24j and z**0 == 1 and (1j) ** 2 == -1 and 2**1j == cmath.exp(1j * cmath.log(2))
assert repr(z) == "(3+4j)" and repr(1j) == "1j" and repr(-1j) == "(-0-1j)" and repr(complex(0, -1)) == "-1j"
assert repr(complex(float("nan"), float("inf"))) == "(nan+infj)" and str(1.5 + 0j) == "(1.5+0j)"
assert complex("1+2j") == 1 + 2j and complex(" ( -1.5e2-j ) ") == -150 - 1j and complex("j") == 1j and complex() == 0
assert complex(1, 2) == 1 + 2j and complex(1.5) == 1.5 and complex("3") == 3 and complex(real=1, imag=1) == 1 + 1j
assert 1 + 0j == 1 and hash(1 + 0j) == hash(1) and 1j != 1 and z == 3.0 + 4j
assert raises(lambda: z < z) == "TypeError: '<' not supported between instances of 'complex' and 'complex'"
assert raises(lambda: z // 1) == "TypeError: unsupported operand type(s) for //: 'complex' and 'int'"
assert raises(lambda: z % 1) == "TypeError: unsupported operand type(s) for %: 'complex' and 'int'"
assert raises(lambda: int(z)) == (
    "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'complex'")
assert raises(lambda: float(z)) == "TypeError: float() argument must be a string or a real number, not 'complex'"
assert raises(lambda: complex("1 + 2j")) == "ValueError: complex() arg is a malformed string"
assert raises(lambda: complex("1", 2)).startswith("TypeError: complex() ")
assert raises(lambda: round(z)) == "TypeError: type complex doesn't define __round__ method"
assert raises(lambda: 0j ** -1) == "ZeroDivisionError: zero to a negative or complex power"
assert f"{z:.2f} {z:>12} {z:g} {1.5 + 2.5j:+.1f}" == "3.00+4.00j       (3+4j) 3+4j +1.5+2.5j"
assert raises(lambda: f"{z:010}") == "ValueError: Zero padding is not allowed in complex format specifier"
assert bool(0j) is False and bool(1j) and z.__getnewargs__() == (3.0, 4.0)
assert cmath.sqrt(-1) == 1j and abs(cmath.phase(-1) - cmath.pi) < 1e-15 and cmath.polar(1j)[0] == 1.0
assert 3 + 4j == complex.from_number(z)
