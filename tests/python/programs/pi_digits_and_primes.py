# Numbers: digits of pi with big integers, primes, perfect numbers, Collatz, Fibonacci by matrices.
from itertools import islice, takewhile

def pi_digits():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2

assert "".join(map(str, islice(pi_digits(), 100))) == (
    "3141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117067")

def sieve(n):
    flags = bytearray([1]) * (n + 1)
    flags[0:2] = b"\0\0"
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return [i for i, flag in enumerate(flags) if flag]

primes = sieve(100000)
assert len(primes) == 9592 and primes[:5] == [2, 3, 5, 7, 11] and primes[-1] == 99991

def is_prime(n):
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % a == 0:
            return n == a
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True

assert is_prime(2**89 - 1) and not is_prime(2**67 - 1) and [n for n in range(2, 30) if is_prime(n)] == sieve(29)

def fibonacci(n):
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a), a * a + b * b
        if bit == "1":
            a, b = b, a + b
    return a

assert fibonacci(1000) % 10**20 == 76137795166849228875 and len(str(fibonacci(5000))) == 1045
