"""Strings: built by addition, join, formatting and io; searched, sliced and replaced."""
import io
import sys
import time


def run(scale):
    n = int(150_000 * scale)
    added = ""
    for i in range(n):
        added += str(i)
    joined = "".join(str(i) for i in range(n))
    assert added == joined
    stream = io.StringIO()
    for i in range(n):
        stream.write(f"{i:>6}|{i / 2:.2f}|{i:x}\n")
    lines = stream.getvalue().splitlines()
    assert len(lines) == n and lines[-1].split("|")[2] == format(n - 1, "x")
    rebuilt = "\n".join("%6d|%.2f|%x" % (i, i / 2, i) for i in range(n))
    assert rebuilt == "\n".join(lines)
    checked = 0
    for line in lines:
        left, middle, right = line.split("|")
        checked += line.startswith(" ") + middle.endswith("0") + (line.find("|") == 6) + line.count("|")
        line = line.replace("|", ",").strip().upper()[:8][::-1]
    assert checked > 3 * n
    reversed_words = " ".join(word[::-1] for word in rebuilt.replace("|", " ").split())
    assert len(reversed_words) > n * 9
    accents = "".join(chr(0xE0 + i % 20) for i in range(n))
    assert sum(c == "é" for c in accents) == len([i for i in range(n) if i % 20 == 9])


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"string_building {time.perf_counter() - start:.3f}")
