# sort and sorted: stability, keys, reverse, errors, mutation while sorting.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


from operator import itemgetter
assert sorted([3, 1, 2]) == [1, 2, 3]
assert sorted("hello") == ["e", "h", "l", "l", "o"] and sorted({3: 1, 1: 2}) == [1, 3]
assert sorted([3, 1, 2], reverse=True) == [3, 2, 1] and sorted(["bb", "a", "ccc"], key=len) == ["a", "bb", "ccc"]
pairs = [(1, "b"), (0, "a"), (1, "a"), (0, "b")]
assert sorted(pairs, key=itemgetter(0)) == [(0, "a"), (0, "b"), (1, "b"), (1, "a")]
assert sorted(pairs, key=itemgetter(0), reverse=True) == [(1, "b"), (1, "a"), (0, "a"), (0, "b")]
assert sorted(pairs) == [(0, "a"), (0, "b"), (1, "a"), (1, "b")]
state = 12345
numbers = []
for _ in range(3000):
    state = (state * 1103515245 + 12345) % 2**31
    numbers.append(state % 1000)
ordered = sorted(numbers)
assert all(a <= b for a, b in zip(ordered, ordered[1:])) and len(ordered) == 3000
counts = {}
for n in numbers:
    counts[n] = counts.get(n, 0) + 1
assert all(ordered.count(n) == counts[n] for n in range(0, 1000, 97) if n in counts)
indexed = sorted(range(3000), key=numbers.__getitem__)
assert all((numbers[a], a) < (numbers[b], b) for a, b in zip(indexed, indexed[1:]))
partly = list(range(500)) + list(range(400, 100, -1)) + [5] * 100
assert sorted(partly, reverse=True) == sorted(partly)[::-1]
items = [3, 1, 2]
seen = []
items.sort(key=lambda x: seen.append(len(items)) or x)
assert items == [1, 2, 3] and seen == [0, 0, 0]
assert raises(lambda: items.sort(key=lambda x: items.append(x) or x)) == "ValueError: list modified during sort"
assert raises(lambda: items.sort(key=lambda x: 1 / 0)) == "ZeroDivisionError: division by zero" and len(items) == 3
assert raises(lambda: items.sort(key=5)) == "TypeError: 'int' object is not callable"
calls = []


class Item:
    def __init__(self, n): self.n = n
    def __lt__(self, other): calls.append(1); return self.n < other.n


assert [i.n for i in sorted(map(Item, [2, 3, 1]))] == [1, 2, 3] and calls
assert sorted([1.5, 1, 2.5, True]) == [1, True, 1.5, 2.5] and sorted([(1, 2), (1,)]) == [(1,), (1, 2)]
assert sorted([], key=None) == [] and sorted([[2], [1]]) == [[1], [2]] and sorted(["é", "z"]) == ["z", "é"]
