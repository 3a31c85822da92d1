# List iterators: live view, reversed, length hints, pickling, exhaustion.
import copy
import pickle
a = [1, 2]
it = iter(a)
assert next(it) == 1
a.append(3)
assert list(it) == [2, 3]
a.append(4)
assert list(it) == []
assert list(reversed([1, 2, 3])) == [3, 2, 1]
r = reversed(a)
a.pop()
assert next(r, "gone") == "gone"
it = iter([1, 2, 3])
assert it.__length_hint__() == 3
next(it)
assert it.__length_hint__() == 2 and type(it).__name__ == "list_iterator"
assert list(pickle.loads(pickle.dumps(it))) == [2, 3] and list(copy.copy(it)) == [2, 3] and list(it) == [2, 3]
assert list(iter(lambda: a.pop(), 1)) == [3, 2] and a == []
calls = iter([1, 2, 0, 3])
assert list(iter(lambda: next(calls), 0)) == [1, 2]
assert iter(it) is it
clearing = [1, 2, 3]
for x in clearing:
    clearing.clear()
assert clearing == []
assert repr(iter([])).startswith("<list_iterator object at 0x")
assert type(reversed([])).__name__ == "list_reverseiterator"
