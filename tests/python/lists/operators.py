# list: +, *, +=, *=, comparison, in, conversion.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert [1] + [2] == [1, 2] and [1, 2] * 2 == [1, 2, 1, 2] and 2 * [0] == [0, 0] and [1] * -1 == [] and [1] * True == [1]
a = b = [1]
a += (2,)
a *= 2
assert b == [1, 2, 1, 2] and a is b
nested = [[]] * 3
nested[0].append(1)
assert nested == [[1], [1], [1]]
assert [1, 2] < [1, 3] and [1] < [1, 0] and [] < [0] and [2] > [1, 9] and [1, 2] == [1.0, 2.0] and [1] != (1,)
assert [1, 2] <= [1, 2] and not [1, 2] < [1, 2] and [[1], 2] == [[1], 2]
assert 1 in [1] and None in [None] and not [] and [0] and [1, [2]] == [1, [2]]
assert list() == [] and list("ab") == ["a", "b"] and list({"k": 1}) == ["k"] and list((1, 2)) == [1, 2]
assert raises(lambda: [1] + (2,)) == 'TypeError: can only concatenate list (not "tuple") to list'
assert raises(lambda: [1] * [2]) == "TypeError: can't multiply sequence by non-int of type 'list'"
assert raises(lambda: [1] < (1,)) == "TypeError: '<' not supported between instances of 'list' and 'tuple'"
assert raises(lambda: [1, "a"] < [1, 2]) == "TypeError: '<' not supported between instances of 'str' and 'int'"
assert raises(lambda: list(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: {[]: 1}) == "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')"


def add_int():
    x = [1]
    x += 5


assert raises(add_int) == "TypeError: 'int' object is not iterable"
assert repr([1, "a", None, [2.0], (3,)]) == "[1, 'a', None, [2.0], (3,)]" and str([]) == "[]"
loop = [1]
loop.append(loop)
assert repr(loop) == "[1, [...]]" and loop[1][1][1] is loop
assert loop != [1, loop, 2] and loop == [1, loop]
again = [1]
again.append(again)
assert raises(lambda: loop == again).startswith("RecursionError: ")
