# Lists that grow, shrink, and are used as stacks and queues.
stack = []
for i in range(10000):
    stack.append(i)
assert len(stack) == 10000 and sum(stack) == 49995000
while len(stack) > 10:
    stack.pop()
assert stack == list(range(10))
queue = list(range(100))
order = []
while queue:
    order.append(queue.pop(0))
    if len(order) == 50:
        queue.insert(0, "inserted")
assert order[:50] == list(range(50)) and order[50] == "inserted" and len(order) == 101
grid = [[0] * 5 for _ in range(4)]
grid[1][2] = 7
assert sum(map(sum, grid)) == 7 and [row[2] for row in grid] == [0, 7, 0, 0]
assert list(zip(*[[1, 2], [3, 4]])) == [(1, 3), (2, 4)]
flat = [x for row in grid for x in row]
assert len(flat) == 20
big = [None] * 100000
big[99999] = 1
assert big.index(1) == 99999 and big.count(None) == 99999
del big[:99999]
assert big == [1]
mixed = [1, "a", None, 2.5, (1,), [2], {3}, {"k": 4}, len, int]
assert [type(m).__name__ for m in mixed] == [
    "int", "str", "NoneType", "float", "tuple", "list", "set", "dict", "builtin_function_or_method", "type"]
a = [1, 2, 3]
a[0], a[2] = a[2], a[0]
assert a == [3, 2, 1]
rotated = a[1:] + a[:1]
assert rotated == [2, 1, 3]
assert [1, 2, 3].__len__() == 3 and [1].__contains__(1) and [1, 2].__getitem__(slice(1)) == [1] and [].__sizeof__() > 0
