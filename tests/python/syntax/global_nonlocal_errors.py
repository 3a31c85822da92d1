# global and nonlocal: what the compiler refuses.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


assert syntax_error("def f():\n nonlocal x") == "SyntaxError: no binding for nonlocal 'x' found"
assert syntax_error("nonlocal x") == "SyntaxError: nonlocal declaration not allowed at module level"
assert syntax_error("def f(x):\n global x") == "SyntaxError: name 'x' is parameter and global"
assert syntax_error("def f():\n x = 1\n global x") == "SyntaxError: name 'x' is assigned to before global declaration"
assert syntax_error("def f():\n x\n global x") == "SyntaxError: name 'x' is used prior to global declaration"
