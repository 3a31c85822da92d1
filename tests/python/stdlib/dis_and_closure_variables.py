# dis lists the instructions there are; inspect finds the names that a function uses.
import dis
import inspect
import io

limit = 3


def uses(items):
    total = 0
    for item in items:
        if item > limit:
            total += len(str(item)) + unknown.attribute
    return total


listed = list(dis.get_instructions(uses))
assert listed and all(isinstance(each, dis.Instruction) for each in listed)
assert [each.offset for each in listed] == sorted({each.offset for each in listed})
lines = {each.line_number for each in listed if each.line_number}
assert uses.__code__.co_firstlineno + 2 in lines
assert any(each.opname == "LOAD_GLOBAL" and each.argval == "limit" for each in listed)
assert any(each.label for each in listed)
out = io.StringIO()
dis.dis(uses, file=out)
assert "limit" in out.getvalue() and "unknown" in out.getvalue()
assert dis.Bytecode(uses).dis().count("\n") >= len(listed) - 1
assert dis.code_info(uses).startswith("Name:              uses")

found = inspect.getclosurevars(uses)
assert found.globals == {"limit": 3} and found.unbound == {"unknown", "attribute"}
assert set(found.builtins) == {"len", "str"}


def outer(a):
    return lambda: a + limit


assert inspect.getclosurevars(outer(1)).nonlocals == {"a": 1}
