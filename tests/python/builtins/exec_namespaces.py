# exec and eval with namespaces: mappings as locals, closures, builtins, globals written, code reuse.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


scope = {"x": 1}
exec("x += 1\ndef f(): return x\ny = f()", scope)
assert scope["x"] == 2 and scope["y"] == 2 and scope["f"]() == 2 and scope["f"].__globals__ is scope


class Mapping(dict):
    def __missing__(self, name):
        if name.startswith("auto"):
            return name.upper()
        raise KeyError(name)


names = Mapping()
exec("result = auto_a + 'x'\nlength = len(result)", {}, names)
assert names["result"] == "AUTO_Ax" and names["length"] == 7 and eval("auto_b", {}, Mapping()) == "AUTO_B"
g, l = {"a": "global"}, {"a": "local"}
assert eval("a", g, l) == "local" and eval("(lambda: a)()", g, l) == "global"
assert eval("[a for _ in '1']", g, l) == ["local"]
exec("a = 'new'\nglobal b\nb = 'from exec'", g, l)
assert l["a"] == "new" and g["a"] == "global" and g["b"] == "from exec" and "b" not in l
code = compile("n * 2", "<c>", "eval")
assert [eval(code, {"n": i}) for i in range(3)] == [0, 2, 4] and code.co_names == ("n",)
assert raises(lambda: eval("print", {"__builtins__": {}})) == "NameError: name 'print' is not defined"
assert eval("limited(3)", {"__builtins__": {"limited": abs}}) == 3
assert raises(lambda: exec("import os", {"__builtins__": {}})) == "ImportError: __import__ not found"
assert raises(lambda: exec("class A: pass", {"__builtins__": {}})) == "NameError: __build_class__ not found"
def outer():
    hidden = 5

    def inner():
        return hidden
    return inner


assert raises(lambda: exec(outer().__code__)) == "TypeError: code object requires a closure of exactly length 1"
exec(outer().__code__, closure=outer().__closure__)
assert raises(lambda: exec("x", None, 5)) == "TypeError: locals must be a mapping or None, not int"
assert eval("locals()", {}, {"q": 1}) == {"q": 1}
exec("class Made:\n    z = 1\n    def m(self): return __class__, self.z")
assert Made().m() == (Made, 1) and eval("Made.z") == 1 and eval(b"1 + 1") == 2 and eval(" 1") == 1
text = "\n".join(f"v{i} = {i}" for i in range(200))
exec(text, bulk := {})
assert len(bulk) == 201 and bulk["v199"] == 199
assert eval("sum(range(n))", n_scope := {"n": 10}) == 45 and set(n_scope) == {"n", "__builtins__"}
