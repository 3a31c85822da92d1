# OverflowError and refused allocations.
import math
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert raises(lambda: math.exp(1000)) == "OverflowError: math range error"
assert raises(lambda: 2.0 ** 5000) == "OverflowError: (34, 'Numerical result out of range')"
assert raises(lambda: float(10 ** 400)) == "OverflowError: int too large to convert to float"
assert raises(lambda: 10 ** 400 * 1.0) == "OverflowError: int too large to convert to float"
assert raises(lambda: 10 ** 400 / 3) == "OverflowError: integer division result too large for a float"
assert raises(lambda: int(float("inf"))) == "OverflowError: cannot convert float infinity to integer"
assert raises(lambda: int(float("nan"))) == "ValueError: cannot convert float NaN to integer"
assert raises(lambda: [0] * (2 ** 62)).startswith("MemoryError")
assert raises(lambda: [0] * (2 ** 70)) == "OverflowError: cannot fit 'int' into an index-sized integer"
assert raises(lambda: "ab" * (2 ** 63 - 1)).startswith(("OverflowError", "MemoryError"))
assert raises(lambda: range(2 ** 70).__len__()) == "OverflowError: Python int too large to convert to C ssize_t"
assert raises(lambda: chr(2 ** 40)) == "ValueError: chr() arg not in range(0x110000)"
assert raises(lambda: [1, 2][2 ** 70]) == "IndexError: cannot fit 'int' into an index-sized integer"
assert [1, 2, 3][: 2 ** 70] == [1, 2, 3] and [1, 2][-(2 ** 70):] == [1, 2]
# Numbers of items and widths are sizes, not indexes.
for action in (
    lambda: [].insert(2 ** 70, 1), lambda: [1].pop(2 ** 70), lambda: "a".center(2 ** 70), lambda: "a".split("b", 2 ** 70),
    lambda: b"a".replace(b"a", b"b", 2 ** 70), lambda: bytearray(b"a").pop(2 ** 70),
):
    assert raises(action) == "OverflowError: Python int too large to convert to C ssize_t"
assert raises(lambda: __import__("os").umask(2 ** 40)) == "OverflowError: Python int too large to convert to C int"
