"""Trees built and dropped, with one that lives on: allocation, recursion, collection."""
import sys
import time


def build(depth):
    return (None, None) if depth == 0 else (build(depth - 1), build(depth - 1))


def check(tree):
    left, right = tree
    return 1 if left is None else 1 + check(left) + check(right)


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right


def build_nodes(depth):
    return Node(None, None) if depth == 0 else Node(build_nodes(depth - 1), build_nodes(depth - 1))


def count_nodes(node):
    return 1 if node.left is None else 1 + count_nodes(node.left) + count_nodes(node.right)


def run(scale):
    lasting = build(14)
    for depth in range(4, 15, 2):
        for _ in range(max(1, int(5 * 2 ** (14 - depth) * scale))):
            assert check(build(depth)) == 2 ** (depth + 1) - 1
            assert count_nodes(build_nodes(depth)) == 2 ** (depth + 1) - 1
    assert check(lasting) == 2 ** 15 - 1


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"binary_trees {time.perf_counter() - start:.3f}")
