# Printing of exception groups.
import traceback

group = ExceptionGroup("outer", [
    ValueError("one"),
    ExceptionGroup("inner", [TypeError("two"), KeyError("three")]),
])
group.exceptions[0].add_note("a note")
assert "".join(traceback.format_exception(group)) == """\
  | ExceptionGroup: outer (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: one
    | a note
    +---------------- 2 ----------------
    | ExceptionGroup: inner (2 sub-exceptions)
    +-+---------------- 1 ----------------
      | TypeError: two
      +---------------- 2 ----------------
      | KeyError: 'three'
      +------------------------------------
"""


def fail():
    raise ExceptionGroup("g", [ValueError(1)])


try:
    fail()
except ExceptionGroup as error:
    assert "".join(traceback.format_exception(error)) == f'''\
  + Exception Group Traceback (most recent call last):
  |   File "{__file__}", line 29, in <module>
  |     fail()
  |     ~~~~^^
  |   File "{__file__}", line 25, in fail
  |     raise ExceptionGroup("g", [ValueError(1)])
  | ExceptionGroup: g (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------
'''
