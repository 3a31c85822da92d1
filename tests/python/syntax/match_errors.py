# match: what the compiler refuses.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


assert syntax_error("match 1:\n case x: pass\n case y: pass") == (
    "SyntaxError: name capture 'x' makes remaining patterns unreachable")
assert syntax_error("match 1:\n case _: pass\n case y: pass") == (
    "SyntaxError: wildcard makes remaining patterns unreachable")
assert syntax_error("match 1:\n case (x, x): pass") == "SyntaxError: multiple assignments to name 'x' in pattern"
assert syntax_error("match 1:\n case x | 1: pass") == (
    "SyntaxError: name capture 'x' makes remaining patterns unreachable")
assert syntax_error("match 1:\n case (1 as x) | 2: pass") == "SyntaxError: alternative patterns bind different names"
assert syntax_error("match 1:\n case {1: a, 1: b}: pass") == "SyntaxError: mapping pattern checks duplicate key (1)"
assert syntax_error("match 1:\n case [*a, *b]: pass") == "SyntaxError: multiple starred names in sequence pattern"
assert syntax_error("match 1:\n case int(x=1, x=2): pass") == "SyntaxError: attribute name repeated in class pattern: x"
