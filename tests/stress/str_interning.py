"""str: interning, hashing, lazily built indexes, and strings as keys made by many threads at once."""
import sys

from hammer import THREADS, hammer, ok, rounds

N = rounds(16000)
interned = [[] for _ in range(THREADS)]


def intern(index):
    for i in range(N):
        interned[index].append(sys.intern("".join(["name_", str(i)])))


hammer(intern)
for i in range(N):
    assert len({id(part[i]) for part in interned}) == 1, "two interned strings for one text"

texts = ["".join(["é" * (i % 40), str(i), "😀" * (i % 7)]) for i in range(N)]
hashes = [[] for _ in range(THREADS)]


def use(index):
    for i, text in enumerate(texts):
        hashes[index].append(hash(text))
        digits = len(str(i))
        assert text[i % 40:i % 40 + digits] == str(i) and len(text) == i % 40 + digits + i % 7
        if i % 7:
            assert text[-1] == "😀"
        assert text.find(str(i)) == i % 40


hammer(use)
assert all(part == hashes[0] for part in hashes)
table = {}


def keys(index):
    for i in range(N):
        table["k" + str(i)] = i
        assert table["k" + str(i)] == i and ("k" + str(i))[0] == "k"


hammer(keys)
assert len(table) == N
ok()
