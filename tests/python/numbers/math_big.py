# Long arithmetic: division, gcd, isqrt, powers and conversions against known identities.
import math

a = 3**500 + 7
b = 2**333 - 5
q, r = divmod(a, b)
assert q * b + r == a and 0 <= r < b
q, r = divmod(-a, b)
assert q * b + r == -a and 0 <= r < b
q, r = divmod(a, -b)
assert q * -b + r == a and -b < r <= 0
assert math.gcd(a * 12, b * 18) % 6 == 0 and math.gcd(2**200, 2**150 * 3) == 2**150 and math.lcm(2**70, 3) == 3 * 2**70
root = math.isqrt(a)
assert root * root <= a < (root + 1) * (root + 1)
assert pow(a, b, 10**9 + 7) == pow(a % (10**9 + 7), b % (10**9 + 6), 10**9 + 7)
assert int(str(a)) == a and int(f"{a:x}", 16) == a and int(f"{a:b}", 2) == a and int(f"{a:o}", 8) == a
assert (a + b) * (a - b) == a * a - b * b
assert (a << 13) == a * 2**13 and (a >> 77) == a // 2**77 and (-a >> 77) == -a // 2**77
assert (a & b) + (a | b) == a + b and (a ^ b) == (a | b) - (a & b)
assert ~a & b == b - (a & b)
assert math.factorial(30) == 265252859812191058636308480000000 and math.comb(100, 50) == math.comb(99, 49) * 2
assert float(2**1000) == 2.0**1000 and int(2.0**1000) == 2**1000 and a / a == 1.0 and a / (2 * a) == 0.5
assert abs(math.log2(2**5000) - 5000) < 1e-9 and abs(math.log10(10**400) - 400) < 1e-9
assert sum(int(c) for c in str(2**1000)) == 1366
assert hash(a) == hash(-(-a)) and hash(2**61 - 1) == 0 and hash(2**61) == 1 and hash(-(2**61)) == -2
assert (a * b) % (2**61 - 1) == (a % (2**61 - 1)) * (b % (2**61 - 1)) % (2**61 - 1)
assert round(a, -100) % 10**100 == 0 and abs(round(a, -100) - a) <= 10**100 // 2
fib = [0, 1]
for _ in range(300):
    fib.append(fib[-1] + fib[-2])
assert fib[300] == fib[150] * (2 * fib[151] - fib[150])
