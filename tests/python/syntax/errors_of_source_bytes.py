# Source that is not in the encoding it says; limits of nested literals; suggestions.
def error_of(source):
    try:
        exec(source, {})
    except SyntaxError as error:
        return error


error = error_of(b"a\n\xc3\xa9X\x80")
assert error.msg.startswith("Non-UTF-8 code starting with '\\x80' on line 2"), error.msg
assert (error.lineno, error.offset, error.text) == (2, 3, "éX\ufffd"), (error.lineno, error.offset, error.text)
error = error_of(b"\xef\xbb\xbf#one\n#coding: cp1252\n")
assert (error.msg, error.lineno, error.text) == ("encoding problem: cp1252 with BOM", 2, "#coding: cp1252")
assert error_of(b"#coding: ascii\n\xe2").msg.startswith("'ascii' codec can't decode byte 0xe2 in position 15")
assert error_of(b"#coding: hex_codec\nx").msg.startswith("'hex_codec' is not a text encoding")
assert error_of(b"#coding: unheard-of\nx").msg == "unknown encoding: unheard-of"

assert eval('f"{1:{2:{1}}}"').strip() == "1"
assert "nested too deeply" in str(error_of('f"{1:{2:{1:{1}}}}"'))


def nested(n):
    return f'f"{{{nested(n - 1)}}}"' if n else "1"


assert eval(nested(100)) == "1"
assert error_of(nested(160)) is not None


class Unhelpful:
    missing_name = 1

    def __getattr__(self, name):
        raise AttributeError


try:
    Unhelpful().mising_name
except AttributeError as caught:
    assert caught.name == "mising_name" and isinstance(caught.obj, Unhelpful)


def unbound():
    value
    value = 1


try:
    unbound()
except UnboundLocalError as caught:
    assert caught.name is None


def raises(function):
    try:
        function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


nothing = None
assert raises(lambda: nothing(*len)) == "TypeError: None argument after * must be an iterable, not builtin_function_or_method"
assert "got multiple values for keyword argument '1'" in raises(lambda: raises(**{1: 2}, **{1: 3}))
U = int | str
assert raises(lambda: iter(U)) == "TypeError: 'typing.Union' object is not iterable"
assert (U | "late").__args__[-1].__forward_arg__ == "late"


# Lines where exceptions leave, and where wildcards match.
def leaves():
    try:
        1 / 0
    except TypeError:
        pass


def through():
    try:
        1 / 0
    finally:
        pass


for function, line in (leaves, 3), (through, 4):
    try:
        function()
    except ZeroDivisionError as caught:
        frame = caught.__traceback__.tb_next.tb_frame
        assert frame.f_lineno - frame.f_code.co_firstlineno == line
