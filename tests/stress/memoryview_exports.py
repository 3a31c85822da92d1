"""memoryview: exports block resizing; views made, cast, written and released by many threads."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(18000)
shared = bytearray(THREADS * 8)


def views(index):
    for i in range(N):
        with memoryview(shared) as view:
            part = view[index * 8:index * 8 + 8]
            part[:] = bytes([i & 255]) * 8
            assert part.tobytes() == bytes([i & 255]) * 8
            words = part.cast("Q")
            assert len(words) == 1
            words.release()
            part.release()


hammer(views)
shared.append(1)
held = memoryview(shared)


def resize(index):
    for _ in range(N):
        try:
            shared.append(1)
        except BufferError as error:
            assert str(error) == "Existing exports of data: object cannot be re-sized"
        else:
            raise AssertionError("resized under an export")


hammer(resize)
held.release()
shared.append(2)
growing = bytearray()


def grow(index):
    done = 0
    while done < N // 10:
        try:
            growing.extend(b"xy")
            done += 1
        except BufferError:
            pass


def look(index):
    for _ in range(N):
        with memoryview(growing) as view:
            assert len(view) % 2 == 0 and (len(view) == 0 or view[0] == 120 and view[-1] == 121)


hammer(grow, look)
assert growing == b"xy" * (N // 10) * (THREADS // 2)
ok()
