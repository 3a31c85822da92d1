# traceback.format_exception: frames, source lines, carets under the failing part.
import traceback


def divide(a, b):
    return a / b


def call_it():
    value = [divide(1, 2), divide(3, 0)]
    return value


try:
    call_it()
except ZeroDivisionError as error:
    text = "".join(traceback.format_exception(error))
path = __file__
assert text == f'''Traceback (most recent call last):
  File "{path}", line 15, in <module>
    call_it()
    ~~~~~~~^^
  File "{path}", line 10, in call_it
    value = [divide(1, 2), divide(3, 0)]
                           ~~~~~~^^^^^^
  File "{path}", line 6, in divide
    return a / b
           ~~^~~
ZeroDivisionError: division by zero
''', text
