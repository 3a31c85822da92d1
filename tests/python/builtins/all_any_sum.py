# all, any, sum, min, max, abs, divmod, pow.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert all([]) and not any([]) and all([1, "a"]) and not all([1, 0]) and any([0, 2]) and not any([0, None])
log = []
any(log.append(x) or x for x in [0, 1, 2])
assert log == [0, 1]
assert sum([]) == 0 and sum([1, 2], 10) == 13 and sum([1.5, 2]) == 3.5
assert sum([[1], [2]], start=[]) == [1, 2] and sum((True, True)) == 2
assert min(3, 1, 2) == 1 and max([3, 1, 2]) == 3 and min("b", "a") == "a" and max([], default=5) == 5
assert min(["bb", "a"], key=len) == "a" and max("a", "bb", key=len) == "bb"
assert max([(1, "a"), (1, "b")], key=lambda p: p[0]) == (1, "a")
assert min([1, 1.0]) == 1 and type(min([1, 1.0])) is int and max(1, 2.5) == 2.5
assert abs(-5) == 5 and abs(-2.5) == 2.5 and abs(3 + 4j) == 5.0 and abs(True) == 1
assert divmod(7, 3) == (2, 1) and divmod(-7, 3) == (-3, 2) and divmod(7.5, 2) == (3.0, 1.5)
assert pow(2, 3) == 8 and pow(2, -1) == 0.5 and pow(2, 10, 7) == 2 and pow(base=2, exp=3) == 8 and pow(2.0, 3) == 8.0
assert raises(lambda: min([])) == "ValueError: min() iterable argument is empty"
assert raises(lambda: max()) == "TypeError: max expected at least 1 argument, got 0"
assert raises(lambda: max(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: max(1, 2, default=3)) == (
    "TypeError: Cannot specify a default for max() with multiple positional arguments")
assert raises(lambda: min(1, "a")) == "TypeError: '<' not supported between instances of 'str' and 'int'"
assert raises(lambda: max(1, "a")) == "TypeError: '>' not supported between instances of 'str' and 'int'"
assert raises(lambda: sum(["a"], "")) == "TypeError: sum() can't sum strings [use ''.join(seq) instead]"
assert raises(lambda: sum([b"a"], b"")) == "TypeError: sum() can't sum bytes [use b''.join(seq) instead]"
assert raises(lambda: all(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: pow("a", 2)) == "TypeError: unsupported operand type(s) for ** or pow(): 'str' and 'int'"
