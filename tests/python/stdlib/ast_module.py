# ast: parsing, walking, transforming, unparsing, literal_eval.
import ast
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


tree = ast.parse("def f(a, *b, c=1):\n    return a + c  # x\n")
f = tree.body[0]
assert isinstance(f, ast.FunctionDef) and f.name == "f" and [a.arg for a in f.args.args] == ["a"]
assert f.args.vararg.arg == "b" and f.args.kw_defaults[0].value == 1
assert (f.lineno, f.col_offset, f.end_lineno, f.end_col_offset) == (1, 0, 2, 16)
assert ast.get_source_segment("x = 1 + 2", ast.parse("x = 1 + 2").body[0].value) == "1 + 2"
assert ast.dump(ast.parse("x + 1", mode="eval")) == "Expression(body=BinOp(left=Name(id='x', ctx=Load()), op=Add(), right=Constant(value=1)))"
assert ast.dump(ast.parse("a.b[0] = c")) == (
    "Module(body=[Assign(targets=[Subscript(value=Attribute(value=Name(id='a', ctx=Load()), attr='b', ctx=Load()), "
    "slice=Constant(value=0), ctx=Store())], value=Name(id='c', ctx=Load()))])")
for source in ("x = [i for i in range(3) if i]", "async def f():\n    await g()", "with a as b, c:\n    pass", "match x:\n    case [1, *r] | {'k': v}:\n        pass",
               "try:\n    pass\nexcept* A as e:\n    raise B from e\nelse:\n    x\nfinally:\n    y", "f'{a!r:>{w}}'", "lambda *a, k=1, **d: (yield)", "class A[T](B, metaclass=M):\n    x: int = 1",
               "a if b else c", "x = (y := 5)", "not a and b or c", "print(*a, **b)", "del a, b[0]", "global g", "a[1:2, ::3]", "type X[T] = list[T]", "@d\ndef f(a, /, b):\n    pass", "-a ** 2"):
    assert ast.unparse(ast.parse(source)) == source, ast.unparse(ast.parse(source))
    assert ast.dump(ast.parse(ast.unparse(ast.parse(source)))) == ast.dump(ast.parse(source))


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node) if isinstance(node.value, int) else node


class Names(ast.NodeVisitor):
    def __init__(self): self.names = []
    def visit_Name(self, node): self.names.append(node.id)


assert eval(compile(ast.fix_missing_locations(Double().visit(ast.parse("1 + 2 * 3", mode="eval"))), "", "eval")) == 26
visitor = Names()
visitor.visit(ast.parse("a + b(c, d=e)"))
assert visitor.names == ["a", "b", "c", "e"] and sum(isinstance(n, ast.Name) for n in ast.walk(tree)) == 2
assert ast.literal_eval("{'a': [1, -2.5, (None, True)], 'b': {1}, 'c': b'x', 'd': 1+2j}") == {"a": [1, -2.5, (None, True)], "b": {1}, "c": b"x", "d": 1 + 2j}
assert raises(lambda: ast.literal_eval("f()")).startswith("ValueError: malformed node or string on line 1")
assert raises(lambda: ast.parse("x =")).startswith("SyntaxError: invalid syntax")
module = ast.Module(body=[ast.Assign([ast.Name("made", ast.Store())], ast.Constant(5))], type_ignores=[])
scope = {}
exec(compile(ast.fix_missing_locations(module), "<made>", "exec"), scope)
assert scope["made"] == 5 and ast.get_docstring(ast.parse('"doc"')) == "doc"
assert ast.Constant(1)._fields == ("value", "kind") and list(ast.iter_child_nodes(tree)) == [f]
assert raises(lambda: compile(ast.Module(body=[ast.Expr(ast.Name("x", ast.Store()))], type_ignores=[]), "", "exec")).startswith(("TypeError", "ValueError"))
