# match: sequence patterns, stars, nesting, what counts as a sequence.
from collections import deque


def match_it(subject):
    match subject:
        case []:
            return "empty"
        case [x]:
            return ("one", x)
        case ["cmd", *args]:
            return ("cmd", args)
        case (x, (y, z)):
            return ("nested", x, y, z)
        case [first, *_, last] if first == last:
            return ("same ends", first)
        case [x, y, *rest]:
            return ("rest", x, y, rest)
        case str():
            return "str"
        case _:
            return "none"


assert match_it([]) == "empty" and match_it(()) == "empty"
assert match_it([1]) == ("one", 1)
assert match_it(["cmd", 1, 2]) == ("cmd", [1, 2])
assert match_it((1, [2, 3])) == ("nested", 1, 2, 3)
assert match_it([1, 2, 1]) == ("same ends", 1)
assert match_it([1, 2, 3, 4]) == ("rest", 1, 2, [3, 4])
assert match_it("ab") == "str" and match_it(b"ab") == "none" and match_it({1, 2}) == "none"
assert match_it(iter([1])) == "none"
assert match_it(deque([1])) == ("one", 1)
assert match_it(range(3)) == ("rest", 0, 1, [2])
match [1, 2, 3]:
    case [*everything]:
        assert everything == [1, 2, 3]
match [1, [2, [3, 4]]]:
    case [a, [b, [*c]]]:
        assert (a, b, c) == (1, 2, [3, 4])
match (1, 2):
    case [x, 3] | [3, x] | [1, x]:
        assert x == 2
match [1, 2]:
    case [int() as left, int() as right] as whole:
        assert (left, right, whole) == (1, 2, [1, 2])
