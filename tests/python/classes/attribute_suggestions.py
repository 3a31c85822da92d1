# AttributeError and NameError objects: name, obj, and the suggestion printed with a traceback.
import traceback


class Thing:
    def __init__(self):
        self.colour = 1


def last_line(action):
    try:
        action()
    except Exception as error:
        return traceback.format_exception(error)[-1].rstrip(), error


line, error = last_line(lambda: Thing().color)
assert line == "AttributeError: 'Thing' object has no attribute 'color'. Did you mean: 'colour'?"
assert error.name == "color" and isinstance(error.obj, Thing)
line, error = last_line(lambda: [].apend)
assert line == "AttributeError: 'list' object has no attribute 'apend'. Did you mean: 'append'?"
long_variable_name = 1
line, error = last_line(lambda: long_variable_nam)
assert line == "NameError: name 'long_variable_nam' is not defined. Did you mean: 'long_variable_name'?"
assert error.name == "long_variable_nam"
line, error = last_line(lambda: pritn)
assert line == "NameError: name 'pritn' is not defined. Did you mean: 'print'?"
line, error = last_line(lambda: math)
assert line == "NameError: name 'math' is not defined. Did you forget to import 'math'?"
assert last_line(lambda: Thing().zzzzzz)[0] == "AttributeError: 'Thing' object has no attribute 'zzzzzz'"
