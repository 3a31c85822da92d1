# The eight queens: backtracking with sets and generators.
def queens(n, row=0, columns=frozenset(), falling=frozenset(), rising=frozenset()):
    if row == n:
        yield ()
        return
    for column in range(n):
        if column in columns or row + column in rising or row - column in falling:
            continue
        for rest in queens(n, row + 1, columns | {column}, falling | {row - column}, rising | {row + column}):
            yield (column, *rest)


solutions = list(queens(6))
assert len(solutions) == 4 and solutions[0] == (1, 3, 5, 0, 2, 4)
assert next(queens(8)) == (0, 4, 7, 5, 2, 6, 1, 3) and sum(1 for _ in queens(7)) == 40
board = "\n".join("." * c + "Q" + "." * (5 - c) for c in solutions[0])
assert board.splitlines()[0] == ".Q...." and board.count("Q") == 6
