# `t[0] += [..]` on a tuple both extends the list and raises.
holder = ([1],)
try:
    holder[0] += [2]
except TypeError as error:
    assert str(error) == "'tuple' object does not support item assignment"
else:
    raise AssertionError("no error")
assert holder == ([1, 2],)
