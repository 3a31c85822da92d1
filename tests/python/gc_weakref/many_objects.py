# Allocation in volume: live data survives collections, dead data does not grow the heap without bound.
import gc


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next):
        self.value, self.next = value, next


head = None
for i in range(50000):
    head = Node(i, head)
    [i, (i, str(i)), {"k": i}]
gc.collect()
count, node, expected = 0, head, 49999
while node:
    assert node.value == expected
    count, node, expected = count + 1, node.next, expected - 1
assert count == 50000
tree = [[[str(i * j) for i in range(10)] for j in range(20)] for _ in range(20)]
for _ in range(3):
    garbage = [bytes(1000) for _ in range(2000)]
    gc.collect()
assert all(len(a) == 20 and a[3][4] == "12" for a in tree)
table = {i: [i] for i in range(20000)}
for i in range(0, 20000, 2):
    del table[i]
gc.collect()
assert len(table) == 10000 and all(v == [k] for k, v in table.items())
big = [bytearray(100000) for _ in range(50)]
big[10][5] = 7
del big[11:]
gc.collect()
assert big[10][5] == 7 and sum(map(sum, big)) == 7
deep = None
for _ in range(100000):
    deep = (deep,)
gc.collect()
depth = 0
while deep:
    deep, depth = deep[0], depth + 1
assert depth == 100000
