# heapq and bisect.
import bisect
import heapq
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


h = []
for n in (5, 1, 8, 3, 2):
    heapq.heappush(h, n)
assert h[0] == 1 and [heapq.heappop(h) for _ in range(5)] == [1, 2, 3, 5, 8]
h = [9, 4, 7, 1]
heapq.heapify(h)
assert heapq.heappushpop(h, 0) == 0 and heapq.heapreplace(h, 100) == 1
assert sorted(h) == [4, 7, 9, 100] and heapq.heappushpop(h, 5) == 4
assert heapq.nlargest(2, [1, 5, 3]) == [5, 3] and heapq.nsmallest(2, [1, 5, 3]) == [1, 3]
assert heapq.nlargest(1, ["a", "bbb"], key=len) == ["bbb"] and heapq.nsmallest(5, [2, 1]) == [1, 2]
assert list(heapq.merge([1, 4], [2, 3], [])) == [1, 2, 3, 4]
assert list(heapq.merge([4, 1], [3, 2], reverse=True)) == [4, 3, 2, 1]
top = [1, 2, 3]
heapq.heapify_max(top)
heapq.heappush_max(top, 10)
assert heapq.heappop_max(top) == 10 and heapq.heappop_max(top) == 3
tasks = []
for item in [(2, "b"), (1, "z"), (1, "a")]:
    heapq.heappush(tasks, item)
assert [heapq.heappop(tasks) for _ in range(3)] == [(1, "a"), (1, "z"), (2, "b")]
assert raises(lambda: heapq.heappop([])) == "IndexError: index out of range"
assert raises(lambda: heapq.heappush((), 1)) == "TypeError: heappush() argument 1 must be list, not tuple"
assert raises(lambda: heapq.heapify([1, "a"])) == "TypeError: '<' not supported between instances of 'int' and 'str'"
state, values = 1, []
for _ in range(1000):
    state = state * 1103515245 + 12345 & 0x7FFFFFFF
    values.append(state)
heap = values[:]
heapq.heapify(heap)
assert [heapq.heappop(heap) for _ in range(1000)] == sorted(values)
a = [1, 3, 3, 5]
assert bisect.bisect_left(a, 3) == 1 and bisect.bisect_right(a, 3) == 3
assert bisect.bisect(a, 4) == 3 and bisect.bisect_left(a, 9) == 4 and bisect.bisect_left(a, 0) == 0
bisect.insort(a, 4)
bisect.insort_left(a, 3)
assert a == [1, 3, 3, 3, 4, 5] and bisect.bisect_left(a, 3, 2, 4) == 2 and bisect.bisect(["a", "bb"], 1, key=len) == 1
assert raises(lambda: bisect.bisect(a, 1, -1)) == "ValueError: lo must be non-negative"
assert raises(lambda: bisect.bisect([1], "a")).startswith("TypeError: '<' not supported")
