"""Exceptions: raised and caught near and far, with finally blocks, chaining and user classes."""
import sys
import time


class Failure(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def deep(n):
    if n == 0:
        raise Failure(n)
    try:
        deep(n - 1)
    finally:
        n += 1


def never(value):
    try:
        return value + 1
    except ValueError:
        return 0


def run(scale):
    n = int(400_000 * scale)
    caught = 0
    for i in range(n):
        try:
            if i % 2:
                raise ValueError(i)
            {}[i]
        except ValueError as error:
            caught += error.args[0] == i
        except KeyError:
            caught += 1
        caught += never(0)
    assert caught == 2 * n
    for i in range(n // 10):
        try:
            deep(8)
        except Failure as failure:
            assert failure.code == 0
    for i in range(n // 5):
        try:
            try:
                raise KeyError(i)
            except KeyError as error:
                raise Failure(i) from error
        except Failure as failure:
            assert failure.__cause__.args == (i,)
    for i in range(n):
        try:
            [].pop()
        except IndexError:
            pass
        try:
            None.missing
        except AttributeError:
            pass


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"exceptions {time.perf_counter() - start:.3f}")
