# int: arithmetic over the boundary of machine words.
for base in (2**30, 2**31, 2**32, 2**60, 2**61, 2**62, 2**63, 2**64, 10**18, 10**40):
    for delta in (-2, -1, 0, 1, 2):
        n = base + delta
        assert n - base == delta and -n + base == -delta
        assert (n * n) // n == n and n * n % n == 0
        assert divmod(n, 7) == (n // 7, n % 7) and n == 7 * (n // 7) + n % 7
        assert divmod(-n, 7) == (-n // 7, -n % 7) and 0 <= -n % 7 < 7
        assert int(str(n)) == n and int(hex(n), 16) == n and int(-n) == -n
        assert (n << 70) >> 70 == n and n ^ n == 0 and n | 0 == n and n & -1 == n
        assert ~n == -n - 1 and abs(-n) == n and +n == n
        assert (n > base) == (delta > 0) and hash(n) == hash(int(str(n)))
assert 7 // -2 == -4 and 7 % -2 == -1 and -7 // 2 == -4 and -7 % 2 == 1 and -7 // -2 == 3
assert 2**100 == 1267650600228229401496703205376
assert 3**200 % 10**9 == pow(3, 200, 10**9)
assert (2**64 - 1) * (2**64 - 1) == 2**128 - 2**65 + 1
assert -(2**63) - 1 == -9223372036854775809
assert (1 << 200) - 1 & (1 << 100) == 1 << 100
assert (-1) >> 1000 == -1 and -5 >> 1 == -3 and 5 >> 1000 == 0
assert (-2**70) & (2**70 - 1) == 0 and -1 & 2**80 == 2**80
assert -(2**65) | 1 == -(2**65) + 1 and (-3) ^ 2**64 == -18446744073709551619
assert sum(range(10**5)) == 4999950000
factorial = 1
for i in range(1, 51):
    factorial *= i
assert str(factorial) == "30414093201713378043612608166064768844377641568960512000000000000"
assert 10**50 // 3**30 == 10**50 // 205891132094649
