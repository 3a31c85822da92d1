"""int, float, None, True and small constants shared by all threads keep their values."""
from hammer import hammer, ok, rounds

N = rounds(75000)
BIG = 10 ** 40
TABLE = (1, 2.5, "text", b"bytes", None, True, (1, (2, 3)), BIG)


def work(index):
    total = 0
    for i in range(N):
        small = i & 255
        total += small - small + 1
        assert int(str(small)) == small
        assert BIG + i - BIG == i and BIG * 2 // 2 == BIG
        assert (i + 0.5) - 0.5 == i and -(-i) == i
        a, b, c, d, e, f, (g, h), j = TABLE
        assert a == 1 and b == 2.5 and c == "text" and d == b"bytes" and e is None and f is True and h == (2, 3) and j is BIG
    assert total == N


hammer(work)
ok()
