# Number literals: bases, underscores, exponents, imaginary.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


assert 0x_ff == 255 == 0XFF and 0b1010 == 10 and 0o17 == 15 and 1_000_000 == 10**6
assert 00 == 0 and 0_0 == 0
assert 1e3 == 1000.0 and 1E-2 == 0.01 and .5 == 0.5 and 5. == 5.0 and 1_0.0_1 == 10.01
assert 3j == complex(0, 3) and 1.5e1J == 15j and 010j == 10j
assert 123456789012345678901234567890 == int("123456789012345678901234567890")
assert 0xffffffffffffffffffffffff == 2**96 - 1
assert 1 .real == 1 and 1..real == 1.0
assert -2**2 == -4 and 2**-1 == 0.5 and (-2)**2 == 4 and 2**3**2 == 512
assert syntax_error("010") == (
    "SyntaxError: leading zeros in decimal integer literals are not permitted; "
    "use an 0o prefix for octal integers")
assert syntax_error("0b12") == "SyntaxError: invalid digit '2' in binary literal"
assert syntax_error("0o8") == "SyntaxError: invalid digit '8' in octal literal"
assert syntax_error("1__0") == "SyntaxError: invalid decimal literal"
assert syntax_error("1_") == "SyntaxError: invalid decimal literal"
assert syntax_error("0xg") == "SyntaxError: invalid hexadecimal literal"
