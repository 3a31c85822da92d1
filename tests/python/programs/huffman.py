# Huffman trees on a heap: building codes, packing a text into bits, reading it back.
import heapq
from collections import Counter
from itertools import count


def build(text):
    tie = count()
    heap = [(n, next(tie), c) for c, n in sorted(Counter(text).items())]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], next(tie), (a[2], b[2])))
    return heap[0][2]


def codes(tree, prefix=""):
    if isinstance(tree, str):
        return {tree: prefix or "0"}
    left, right = tree
    return codes(left, prefix + "0") | codes(right, prefix + "1")


def decode(bits, tree):
    out, node = [], tree
    for bit in bits:
        node = node[int(bit)]
        if isinstance(node, str):
            out.append(node)
            node = tree
    return "".join(out)


text = "she sells sea shells by the sea shore"
tree = build(text)
table = codes(tree)
bits = "".join(table[c] for c in text)
assert decode(bits, tree) == text and len(bits) < len(text) * 4 and len(table["s"]) <= len(table["b"])
assert not any(a != b and b.startswith(a) for a in table.values() for b in table.values())
packed = int("1" + bits, 2).to_bytes((len(bits) + 8) // 8)
assert bin(int.from_bytes(packed))[3:] == bits
