# Type comments and older grammars in trees; nodes made by hand.
import ast
import copy
import warnings


def raises(function):
    try:
        function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def parsed(source, **options):
    return ast.parse(source, type_comments=True, **options)


tree = parsed("""\
total = 0  # type: int
for x in []:  # type: str
    pass
def both(a,  # type: A
         *rest,  # type: R
         k=1  # type: K
         ):
    # type: (...) -> None
    y = x   #type:bool
@property
def one():  # type: () -> int
    return 1  # type: ignore[misc]
with open as f:  # type: F
    pass
""")
assert tree.body[0].type_comment == "int"
assert tree.body[1].type_comment == "str"
function = tree.body[2]
assert function.type_comment == "(...) -> None" and function.body[0].type_comment == "bool"
assert [a.type_comment for a in (function.args.args[0], function.args.vararg, function.args.kwonlyargs[0])] == ["A", "R", "K"]
assert tree.body[3].type_comment == "() -> int" and tree.body[4].type_comment == "F"
assert [(i.lineno, i.tag) for i in tree.type_ignores] == [(12, "[misc]")]
assert ast.parse("x = 1 # type: int").body[0].type_comment is None
for wrong in ["pass # type: int\n", "while 1: # type: int\n  pass\n", "f() # type: ignored\n"]:
    ast.parse(wrong)
    assert raises(lambda: parsed(wrong)).startswith("SyntaxError"), wrong
assert "Cannot have two type comments on def" in raises(lambda: parsed("def f():  # type: () -> int\n  # type: () -> int\n  pass\n"))

signature = ast.parse("(int, *str, **bool) -> bytes", mode="func_type")
assert [name.id for name in signature.argtypes] == ["int", "str", "bool"]
for wrong in ["(int, *str, *bool) -> bytes", "(**int, **str) -> bytes", "(*int, str) -> bytes"]:
    assert raises(lambda: ast.parse(wrong, mode="func_type")).startswith("SyntaxError"), wrong

for source, minor, what in [
    ("(x := 1)", 8, "Assignment expressions are"),
    ("match x:\n  case 1: pass", 10, "Pattern matching is"),
    ("try: pass\nexcept* A: pass", 11, "Exception groups are"),
    ("type X = int", 12, "Type statement is"),
    ("def f[T = int](): pass", 13, "Type parameter defaults are"),
    ("def f(a, /): pass", 8, "Positional-only parameters are"),
    ("1_000", 6, "Underscores in numeric literals are"),
]:
    ast.parse(source, feature_version=(3, minor))
    message = raises(lambda: ast.parse(source, feature_version=(3, minor - 1)))
    assert f"{what} only supported in Python 3.{minor} and greater" in message, message


class Mine(ast.AST):
    _fields = ("a", "b", "c")
    _field_types = {"a": int | None, "b": list[int], "c": str}
    a = None


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    node = Mine()
assert node.a is None and node.b == [] and not hasattr(node, "c")
assert "missing 1 required positional argument: 'c'" in str(seen[0].message)
assert ast.arguments.__annotations__["vararg"] == ast.arg | None
assert ast.boolop.__doc__ == "boolop = And | Or"
name = ast.parse("x").body[0].value
name.extra = 1
assert not hasattr(copy.replace(name), "extra")
del name.id
assert "missing 1 keyword argument: 'id'" in raises(lambda: copy.replace(name))

digits = "9" * 5000
assert "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits" in raises(lambda: compile(digits, "<s>", "eval"))
assert compile("0x" + digits, "<s>", "eval")
