# collections.deque: both ends, maxlen, rotation, iteration, errors.
from collections import deque
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


d = deque([1, 2, 3])
d.append(4); d.appendleft(0); d.extend([5, 6]); d.extendleft([-1, -2])
assert d == deque([-2, -1, 0, 1, 2, 3, 4, 5, 6]) and d.pop() == 6 and d.popleft() == -2 and len(d) == 7
assert d[0] == -1 and d[-1] == 5 and d.index(3) == 4 and d.count(2) == 1 and 4 in d
d.rotate(2)
assert list(d) == [4, 5, -1, 0, 1, 2, 3]
d.rotate(-2)
d.reverse()
assert list(d) == [5, 4, 3, 2, 1, 0, -1]
d.remove(3); d.insert(1, "x"); d[0] = "first"
del d[-1]
assert list(d) == ["first", "x", 4, 2, 1, 0] and list(reversed(d))[0] == 0
b = deque(range(10), maxlen=3)
assert list(b) == [7, 8, 9] and b.maxlen == 3 and repr(b) == "deque([7, 8, 9], maxlen=3)"
b.append(10); b.appendleft(6)
assert list(b) == [6, 8, 9] and raises(lambda: b.insert(0, 1)) == "IndexError: deque already at its maximum size"
assert deque("ab") + deque("c") == deque("abc") and deque("ab") * 2 == deque("abab")
assert deque([1, 2]) < deque([1, 3]) and deque([1]) != [1]
assert d.copy() == d and repr(deque()) == "deque([])" and not deque()
assert raises(lambda: deque().pop()) == "IndexError: pop from an empty deque"
assert raises(lambda: deque([1])[5]) == "IndexError: deque index out of range"
assert raises(lambda: deque([1]).remove(2)) == "ValueError: deque.remove(x): x not in deque"
assert raises(lambda: deque([1]).index(2)) == "ValueError: deque.index(x): x not in deque"
assert raises(lambda: deque([1])[0:1]) == "TypeError: sequence index must be integer, not 'slice'"
assert raises(lambda: deque(maxlen=-1)) == "ValueError: maxlen must be non-negative"
assert raises(lambda: hash(deque())) == "TypeError: unhashable type: 'collections.deque'"


def mutate():
    for x in d:
        d.append(x)


assert raises(mutate) == "RuntimeError: deque mutated during iteration"
d.clear()
big = deque(range(1000))
big.rotate(333)
assert big[0] == 667 and sum(big) == 499500 and [big.popleft() for _ in range(3)] == [667, 668, 669]
