# co_linetable says what co_positions() says, in a form that can be replaced.


def outer(a):
    x = (
        a +
        1
    )
    if x: return x
    return [i for i in (1,
                        2)]


def read(table, line):
    data = iter(table)

    def number():
        value = shift = 0
        while True:
            byte = next(data)
            value |= (byte & 63) << shift
            if not byte & 64:
                return value
            shift += 6

    def difference():
        value = number()
        return -(value >> 1) if value & 1 else value >> 1

    for first in data:
        kind, length = first >> 3 & 15, (first & 7) + 1
        if kind == 15:
            entry = (None,) * 4
        elif kind == 14:
            line += difference()
            end = line + number()
            columns = [number() - 1, number() - 1]
            entry = (line, end, *(None if c < 0 else c for c in columns))
        elif kind == 13:
            line += difference()
            entry = (line, line, None, None)
        elif kind >= 10:
            line += kind - 10
            entry = (line, line, next(data), next(data))
        else:
            second = next(data)
            column = kind << 3 | second >> 4
            entry = (line, line, column, column + (second & 15))
        yield from [entry] * length


code = outer.__code__
assert list(read(code.co_linetable, code.co_firstlineno)) == list(code.co_positions())
numbers = [line for _, _, line in code.co_lines()]
assert all(a != b for a, b in zip(numbers, numbers[1:]))

same = code.replace(co_linetable=code.co_linetable)
assert list(same.co_positions()) == list(code.co_positions()) and same == code
moved = code.replace(co_firstlineno=code.co_firstlineno + 10)
assert [p[0] and p[0] - 10 for p in moved.co_positions()] == [p[0] for p in code.co_positions()]
bare = code.replace(co_linetable=b"")
assert list(bare.co_lines()) == [] and bare != code
assert list(bare.co_positions()) == []


def fails():
    try:
        1 / 0
    except ZeroDivisionError:
        return 1


assert fails.__code__.co_exceptiontable and not (lambda: 0).__code__.co_exceptiontable
fails.__code__ = fails.__code__.replace(co_exceptiontable=b"")
try:
    fails()
except ZeroDivisionError:
    pass
else:
    raise AssertionError
