"""Operations so long that a stop for the collector falls into them: each is still one moment, and nothing is lost."""
import gc
from collections import deque

from hammer import hammer, ok, rounds

# Whatever is long enough to be made apart from what others see has more entries than this.
SIZE = 150_000
N = rounds(4)


def collect(index):
    for i in range(2 * N):
        gc.collect(i % 2)


mapping = dict.fromkeys(range(SIZE), 0)
# Makes room, so that the deleted entries stay as gaps.
mapping.update(dict.fromkeys(range(SIZE), 0))
for key in range(0, SIZE, 3):
    del mapping[key]
keys = list(mapping)
updates = [dict.fromkeys(keys, number) for number in range(2)]


def update(index):
    for i in range(N):
        mapping.update(updates[i % 2])


def see_one_update(index):
    for _ in range(N):
        assert len(set(list(mapping.values()))) == 1, "an update was seen half done"


def iterate(index):
    for _ in range(N):
        for expected, key in zip(keys, mapping):
            assert key == expected, "a replaced value moved the iteration"


hammer(update, see_one_update, iterate, collect)
assert list(mapping) == keys

whole = set(range(SIZE))
half = set(range(0, SIZE, 2))
rest = whole - half
shared = set(whole)


def fill(index):
    for _ in range(N):
        shared.update(rest)


def keep(index):
    for _ in range(N):
        shared.intersection_update(half)


def subtract(index):
    for _ in range(N):
        shared.difference_update(rest)


def see_all_or_half(index):
    for _ in range(N):
        assert len(list(shared)) in (SIZE, SIZE // 2) and len(shared) in (SIZE, SIZE // 2), "a set was seen half done"
    collect(index)


hammer(fill, keep, subtract, see_all_or_half)
assert shared | rest == whole and shared >= half


def toggle(index):
    for _ in range(N):
        shared.symmetric_difference_update(half)
        shared.symmetric_difference_update(half)


shared.update(rest)
hammer(toggle, toggle, collect)
assert shared == whole and len(shared) == SIZE

items = [(number,) for number in range(SIZE)]


def cut(index):
    for _ in range(N):
        part = items[:]
        del part[1::3]
        assert part == [item for item in items if item[0] % 3 != 1]
        part = items[:]
        del part[-2::-2]
        assert part == items[1::2]
        part = items[:]
        del part[5:SIZE - 5:1000]
        assert part == [item for item in items if not (5 <= item[0] < SIZE - 5 and item[0] % 1000 == 5)]


def copy(index):
    for _ in range(N):
        assert (items + items)[SIZE:] == items and tuple(items * 2)[:SIZE] == tuple(items)
        assert list(dict.fromkeys(items).items())[-1] == (items[-1], None)
        queue = deque(items)
        queue.extend(items)
        assert queue.copy() == queue and list(queue)[SIZE:] == items


def sort(index):
    for _ in range(N):
        assert sorted(items, key=lambda item: -item[0]) == items[::-1] == sorted(items, reverse=True)
        assert sorted(items[::-1]) == items and sorted(item[0] for item in items) == list(range(SIZE))


hammer(cut, copy, sort, collect)
assert items == [(number,) for number in range(SIZE)]

wide = "abc\u20acdef\u00e9" * SIZE
plain = "abcdefgh" * SIZE


def text(index):
    for _ in range(N):
        assert wide.encode().decode() == wide and plain.encode("utf-16").decode("utf-16") == plain
        assert wide.encode("ascii", "replace").decode("ascii") == "abc?def?" * SIZE
        assert hash("".join([plain, wide])) == hash(plain + wide)
        assert (plain * 2)[len(plain):] == plain and plain.upper().lower() == plain
        assert len(plain.split("d")) == SIZE + 1 and plain[::-1][::-1] == plain


def data(index):
    for _ in range(N):
        buffer = bytearray(plain, "ascii")
        buffer += bytes(buffer)
        assert buffer[len(plain):] == plain.encode() and bytes(buffer).hex() == buffer.hex()
        assert memoryview(buffer).tobytes() == buffer and buffer.count(b"h") == 2 * SIZE


N = rounds(1)
hammer(text, data, collect)
ok()
