# Conway's game of life on a set of cells: oscillators, gliders, still lifes.
from collections import Counter


def step(cells):
    neighbours = Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {cell for cell, n in neighbours.items() if n == 3 or n == 2 and cell in cells}


def parse(text):
    return {(x, y) for y, line in enumerate(text.splitlines()) for x, c in enumerate(line) if c == "#"}


def run(cells, steps):
    for _ in range(steps):
        cells = step(cells)
    return cells


block, blinker = parse("##\n##"), parse("###")
assert step(block) == block and step(blinker) != blinker and run(blinker, 2) == blinker
glider = parse(".#.\n..#\n###")
assert run(glider, 4) == {(x + 1, y + 1) for x, y in glider} and len(run(glider, 100)) == 5
acorn = parse(".#.....\n...#...\n##..###")
assert [len(run(acorn, n)) for n in (0, 1, 10, 50)] == [7, 8, 30, 96]
assert run(parse("#"), 1) == set()
