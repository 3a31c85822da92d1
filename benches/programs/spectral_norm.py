"""The largest singular value of an infinite matrix, cut off: many small calls and float sums."""
import sys
import time


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v):
    n = len(v)
    return [sum(a(i, j) * v[j] for j in range(n)) for i in range(n)]


def times_transposed(v):
    n = len(v)
    return [sum(a(j, i) * v[j] for j in range(n)) for i in range(n)]


def run(scale):
    n = max(4, int(260 * scale ** 0.5))
    u = [1.0] * n
    for _ in range(10):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    norm = (sum(x * y for x, y in zip(u, v)) / sum(y * y for y in v)) ** 0.5
    assert 1.27 < norm < 1.2743, norm


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"spectral_norm {time.perf_counter() - start:.3f}")
