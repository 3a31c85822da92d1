# Failing expressions over several lines.
import traceback


def multi(a, b):
    return (
        a
        + b
    )


def call(**kwargs):
    return dict(
        **kwargs,
        missing=multi(
            1,
            "x",
        ),
    )


try:
    call(k=1)
except TypeError as error:
    text = "".join(traceback.format_exception(error))
assert text == f'''Traceback (most recent call last):
  File "{__file__}", line 23, in <module>
    call(k=1)
    ~~~~^^^^^
  File "{__file__}", line 15, in call
    missing=multi(
            ~~~~~^
        1,
        ^^
        "x",
        ^^^^
    ),
    ^
  File "{__file__}", line 7, in multi
    a
    ~
    + b
    ^~~
TypeError: unsupported operand type(s) for +: 'int' and 'str'
''', text
