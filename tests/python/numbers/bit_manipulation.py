# Bits: shifts, masks, two's complement of negative numbers, powers of two, Gray codes, popcounts.
assert 1 << 100 == 2**100 and (1 << 100) >> 98 == 4 and -1 >> 1 == -1
assert -8 >> 1 == -4 and -7 >> 1 == -4 and 5 >> 100 == 0 and 0 << 1000 == 0
assert 0b1100 & 0b1010 == 0b1000 and 0b1100 | 0b1010 == 0b1110 and 0b1100 ^ 0b1010 == 0b0110
assert ~0b1100 == -13 and -1 & 0xFF == 0xFF and -2 | 1 == -1 and -1 ^ 5 == -6
for n in (0, 1, 5, 2**31, 2**61 - 1, 2**62, 2**63, 2**64 + 3, 10**30):
    assert n & n == n and n ^ n == 0 and n | 0 == n and ~~n == n
    assert -n == ~n + 1 and (n << 67) >> 67 == n and n & ~n == 0 and n | ~n == -1
    assert -n & (2**70 - 1) == (2**70 - n) % 2**70 if n < 2**70 else n > 0
    assert n.bit_count() == bin(n).count("1") and n.bit_length() == len(bin(n)) - 2 if n else n.bit_length() == 0
    assert (-n >> 3) == -n // 8 and (n >> 3) == n // 8 and (n & 7) == n % 8 and (-n & 7) == -n % 8
assert [n ^ n >> 1 for n in range(8)] == [0, 1, 3, 2, 6, 7, 5, 4]
assert [n & -n for n in range(1, 9)] == [1, 2, 1, 4, 1, 2, 1, 8]
assert all((n & n - 1 == 0) == (bin(n).count("1") == 1) for n in range(1, 1000))


def rotate(n, k): return (n << k | n >> 32 - k) & 0xFFFFFFFF


assert rotate(0x80000001, 1) == 3 and rotate(0x12345678, 8) == 0x34567812
state, seen = 1, []
for _ in range(5):
    state ^= state << 13 & 0xFFFFFFFFFFFFFFFF
    state ^= state >> 7
    state ^= state << 17 & 0xFFFFFFFFFFFFFFFF
    seen.append(state)
assert seen[0] == 1082269761 and seen[1] == 1152992998833853505 and all(0 <= s < 2**64 for s in seen)
h = 0xCBF29CE484222325
for c in b"hello":
    h = (h ^ c) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
assert h == 0xA430D84680AABD0B
flags = 0
flags |= 1 << 3 | 1 << 5
flags &= ~(1 << 3)
flags ^= 0b11
assert flags == 0b100011 and [i for i in range(8) if flags >> i & 1] == [0, 1, 5]
assert (True & 3, True | 2, True ^ True) == (1, 3, False)
