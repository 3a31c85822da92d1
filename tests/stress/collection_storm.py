"""The collector: all threads allocate and drop graphs while some ask for collections; live data stays as it was."""
import gc

from hammer import hammer, ok, rounds

N = rounds(2400)


class Node:
    def __init__(self, value):
        self.value = value
        self.links = []


shared = [Node(i) for i in range(200)]
for i, node in enumerate(shared):
    node.links.append(shared[(i + 1) % 200])


def allocate(index):
    mine = {}
    for i in range(N):
        ring = [Node((index, i, k)) for k in range(10)]
        for k, node in enumerate(ring):
            node.links.append(ring[(k + 1) % 10])
            node.links.append({"text": str(k) * 3, "tuple": (index, [i])})
        mine[i % 20] = ring
        old = mine[(i * 7) % 20] if (i * 7) % 20 in mine else ring
        assert len(old) == 10 and old[3].links[0] is old[4] and old[9].links[1]["text"] == "999"
        assert old[5].links[1]["tuple"][0] == index and shared[i % 200].links[0].value == (i + 1) % 200
        shared[(i * 13 + index) % 200].extra = [index, i]


def collect(index):
    for _ in range(max(1, N // 20)):
        gc.collect()
        assert all(node.value == i for i, node in enumerate(shared))


hammer(*[allocate] * 7, collect)
assert all(node.links[0].value == (i + 1) % 200 for i, node in enumerate(shared))
assert all(isinstance(node.extra, list) and len(node.extra) == 2 for node in shared if hasattr(node, "extra"))
ok()
