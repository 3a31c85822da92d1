# SHA-256 written in Python, against hashlib: 32-bit arithmetic with masks and big slices.
import hashlib


def primes():
    n, found = 2, []
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


def root_bits(n, power):
    """The first 32 bits of the fraction of n ** (1 / power)."""
    low, high = 0, 1 << 40
    target = n << (32 * power)
    while low + 1 < high:
        middle = (low + high) // 2
        if middle ** power <= target:
            low = middle
        else:
            high = middle
    return low & 0xFFFFFFFF


first = [p for p, _ in zip(primes(), range(64))]
K, H = [root_bits(p, 3) for p in first], [root_bits(p, 2) for p in first[:8]]
assert K[0] == 0x428A2F98 and H[7] == 0x5BE0CD19


def rotate(x, n):
    return (x >> n | x << 32 - n) & 0xFFFFFFFF


def sha256(data):
    length = len(data) * 8
    data = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + length.to_bytes(8)
    state = H[:]
    for start in range(0, len(data), 64):
        w = [int.from_bytes(data[i:i + 4]) for i in range(start, start + 64, 4)]
        for i in range(16, 64):
            s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3
            s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10
            w.append((w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF)
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i]
            t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (t1 + t2) & 0xFFFFFFFF, a, b, c, (d + t1) & 0xFFFFFFFF, e, f, g
        state = [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(4) for x in state).hex()


for message in (b"", b"abc", b"a" * 55, b"a" * 56, b"a" * 64, bytes(range(256))):
    assert sha256(message) == hashlib.sha256(message).hexdigest()
