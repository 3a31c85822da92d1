# Lists: aliasing, shallow and deep copies, nested structures, matrices, in-place against new.
import copy
a = [1, [2, 3]]
b, c, d, e = a, a[:], list(a), copy.deepcopy(a)
a[1].append(4)
a.append(5)
assert b == [1, [2, 3, 4], 5] and c == [1, [2, 3, 4]] == d and e == [1, [2, 3]]


def mutate(items):
    items.append("changed")
    items = ["new"]
    return items


target = []
assert mutate(target) == ["new"] and target == ["changed"]
grid = [[0] * 3] * 2
grid[0][0] = 1
assert grid == [[1, 0, 0], [1, 0, 0]]
grid = [[0] * 3 for _ in range(2)]
grid[0][0] = 1
assert grid == [[1, 0, 0], [0, 0, 0]]
x = y = []
x += [1]
assert y == [1]
x = x + [2]
assert y == [1] and x == [1, 2]
m = [[1, 2, 3], [4, 5, 6]]
assert [list(r) for r in zip(*m)] == [[1, 4], [2, 5], [3, 6]] and [sum(r) for r in m] == [6, 15]
assert [[a * b for a in r] for r in m for b in [2]] == [[2, 4, 6], [8, 10, 12]]
assert sum(m, []) == [1, 2, 3, 4, 5, 6]
assert [v for row in m for v in row if v % 2] == [1, 3, 5] and max(map(max, m)) == 6
items = [5, 3, 8]
ordered = sorted(items)
assert items == [5, 3, 8] and items.sort() is None and items == ordered
assert list(reversed(items)) == [8, 5, 3] and items.reverse() is None and items == [8, 5, 3]
first, *_, last = range(100)
assert (first, last) == (0, 99) and [*range(2), *"ab"] == [0, 1, "a", "b"]
a = [1, 2, 3, 4, 5]
a[1:4] = [9]
assert a == [1, 9, 5]
a[:0] = [0]
a[len(a):] = [6]
assert a == [0, 1, 9, 5, 6] and a.index(9) == 2 and a[-2:] == [5, 6] and a[::-2] == [6, 9, 0]
remove_even = [1, 2, 3, 4]
remove_even[:] = [v for v in remove_even if v % 2]
assert remove_even == [1, 3]
