# Precedence and associativity of operators.
assert 2 + 3 * 4 == 14 and (2 + 3) * 4 == 20
assert 10 - 4 - 3 == 3 and 2 ** 3 ** 2 == 512 and -3 ** 2 == -9
assert 7 // 2 * 2 == 6 and 7 % 4 * 2 == 6 and -7 // 2 == -4 and -7 % 3 == 2
assert 1 | 2 & 3 ^ 1 == 1 | ((2 & 3) ^ 1)
assert 1 << 2 + 1 == 8
assert not 1 == 2 and 3
assert (1 + 2 < 4 == True) is False
assert (1 if True else 2) + 1 == 2
assert ~1 + 1 == -1 and - -1 == 1 and not not 1
assert (5 & 3 == 3) is False and (6 & 3 == 2) is True
assert (lambda: 1 or 2)() == 1
assert 2 * 3 % 4 == 2 and 2 / 4 * 2 == 1.0
assert "a" + "b" * 2 == "abb"
assert [1, 2][0] + {"a": 3}["a"] ** 2 == 10
assert -1 .__add__(2) == -3
assert 3 in [1, 2] or 3 == 3
assert (1 < 2) + (2 < 3) == 2
assert 6 ^ 3 | 8 == 13
