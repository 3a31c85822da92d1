# co_positions and co_lines give the place of each instruction.
def function(a):
    b = a + 1
    return b * (a - 2)


code = function.__code__
positions = [p for p in code.co_positions() if p[0] is not None]
assert any(p == (3, 3, 8, 13) for p in positions)
assert any(p == (4, 4, 11, 22) for p in positions)
assert any(p == (4, 4, 16, 21) for p in positions)
lines = {line for _, _, line in code.co_lines() if line is not None}
assert {3, 4} <= lines <= {2, 3, 4}
ranges = list(code.co_lines())
assert all(start < end for start, end, _ in ranges) and ranges[0][0] == 0
