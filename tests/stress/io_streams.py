"""BytesIO, StringIO and files: one write is whole, none is lost."""
import io
import os
import tempfile

from hammer import THREADS, hammer, ok, rounds

N = rounds(12000)
binary, text = io.BytesIO(), io.StringIO()


def write(index):
    record = bytes([65 + index]) * 15 + b"\n"
    line = f"{index}" * 15 + "\n"
    for _ in range(N):
        assert binary.write(record) == 16
        assert text.write(line) == 16


hammer(write)
records = binary.getvalue().split(b"\n")[:-1]
lines = text.getvalue().split("\n")[:-1]
assert len(records) == len(lines) == N * THREADS
for index in range(THREADS):
    assert records.count(bytes([65 + index]) * 15) == N and lines.count(f"{index}" * 15) == N
binary.seek(0)
read = [[] for _ in range(THREADS)]


def read_all(index):
    while block := binary.read(16):
        read[index].append(block)


hammer(read_all)
assert sum(map(len, read)) == N * THREADS and all(len(set(b[:15])) == 1 for part in read for b in part)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shared.txt")
    with open(path, "wb") as file:
        def to_file(index):
            record = bytes([65 + index]) * 15 + b"\n"
            for _ in range(N):
                file.write(record)
        hammer(to_file)
    with open(path, "rb") as file:
        records = file.read().split(b"\n")[:-1]
    assert len(records) == N * THREADS and all(len(r) == 15 and len(set(r)) == 1 for r in records)

    def own_files(index):
        for i in range(N // 100):
            mine = os.path.join(folder, f"{index}_{i}")
            with open(mine, "w") as out:
                out.write(f"{index} {i}")
            with open(mine) as back:
                assert back.read() == f"{index} {i}"
    hammer(own_files)
    assert len(os.listdir(folder)) == 1 + (N // 100) * THREADS
ok()
