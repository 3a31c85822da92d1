# Traceback objects: tb_next, tb_lineno, tb_frame, with_traceback, growth at each level.
import types


def level_three():
    raise ValueError("deep")


def level_two():
    level_three()


def level_one():
    level_two()


try:
    level_one()
except ValueError as caught:
    error = caught
tb = error.__traceback__
names, lines = [], []
while tb:
    names.append(tb.tb_frame.f_code.co_name)
    lines.append(tb.tb_lineno)
    tb = tb.tb_next
assert names == ["<module>", "level_one", "level_two", "level_three"]
assert lines == [18, 14, 10, 6]
assert isinstance(error.__traceback__, types.TracebackType)
assert error.with_traceback(None) is error and error.__traceback__ is None
try:
    try:
        level_three()
    except ValueError as inner:
        first = inner.__traceback__
        raise
except ValueError as outer:
    assert outer.__traceback__ is first
try:
    raise error.with_traceback(first)
except ValueError as again:
    count, tb = 0, again.__traceback__
    while tb:
        count, tb = count + 1, tb.tb_next
    assert count == 3
made = types.TracebackType(None, first.tb_frame, 1, 5)
assert made.tb_lineno == 5 and made.tb_next is None
try:
    error.__traceback__ = 5
except TypeError as wrong:
    assert str(wrong) == "__traceback__ must be a traceback or None"
