# compile, eval and exec: modes, flags, code objects, namespaces.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


import ast

assert eval(compile("1 + 2", "<x>", "eval")) == 3
space = {}
exec(compile("a = 1\nb = a + 1", "<x>", "exec"), space)
assert space["b"] == 2 and "__builtins__" in space
assert eval("a + b", {"a": 1}, {"b": 2}) == 3
assert eval("[a for _ in range(1)]", {"a": 1}) == [1]
local = {}
exec("c = 3", {}, local)
assert local == {"c": 3}
assert eval("c", locals={"c": 5}) == 5
tree = compile("x = 1", "<x>", "exec", ast.PyCF_ONLY_AST)
assert type(tree).__name__ == "Module" and isinstance(tree.body[0], ast.Assign)
exec(compile(tree, "<x>", "exec"), space)
assert space["x"] == 1
code = compile("def f(a, b=1, *c, d, **e): pass", "name.py", "exec")
assert code.co_filename == "name.py" and code.co_name == "<module>"
assert raises(lambda: eval("x =")) == "SyntaxError: invalid syntax (<string>, line 1)"
assert raises(lambda: eval("a; b")).startswith("SyntaxError: invalid syntax")
assert raises(lambda: compile("1", "x", "other")) == (
    "ValueError: compile() mode must be 'exec', 'eval' or 'single'")
assert raises(lambda: eval(3)) == "TypeError: eval() arg 1 must be a string, bytes or code object"
assert raises(lambda: exec(3)) == "TypeError: exec() arg 1 must be a string, bytes or code object"
assert raises(lambda: eval("1", 3)) == "TypeError: globals must be a dict"
assert raises(lambda: eval("x", {"__builtins__": {}})) == "NameError: name 'x' is not defined"
assert raises(lambda: eval("1\0")) == "SyntaxError: source code string cannot contain null bytes"
assert eval("__import__('math').pi") > 3


def function():
    inside = 1
    exec("inside = 2")
    return inside, eval("inside")


assert function() == (1, 1)
