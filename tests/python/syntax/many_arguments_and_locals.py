# Large numbers of arguments, locals, constants, nesting and branches.
names = [f"a{i}" for i in range(300)]
scope = {}
exec(f"def f({', '.join(names)}):\n    return {' + '.join(names)}", scope)
assert scope["f"](*range(300)) == sum(range(300))
assert scope["f"](**{n: 1 for n in names}) == 300
exec("def g():\n" + "".join(f"    v{i} = {i} * 2\n" for i in range(400)) + "    return " + " + ".join(f"v{i}" for i in range(400)), scope)
assert scope["g"]() == sum(range(400)) * 2
exec("values = [" + ", ".join(str(i * 1000 + 7) for i in range(1000)) + "]", scope)
assert sum(scope["values"]) == sum(i * 1000 + 7 for i in range(1000))
exec("table = {" + ", ".join(f"'k{i}': {i}" for i in range(700)) + "}", scope)
assert len(scope["table"]) == 700 and scope["table"]["k699"] == 699
chain = "def h(x):\n    if x == 0:\n        return 'zero'\n" + "".join(f"    elif x == {i}:\n        return 'n{i}'\n" for i in range(1, 500)) + "    return None\n"
exec(chain, scope)
assert scope["h"](0) == "zero" and scope["h"](499) == "n499" and scope["h"](1000) is None
exec("total = " + " + ".join(["1"] * 800), scope)
assert scope["total"] == 800
exec("nested = " + "[" * 80 + "]" * 80, scope)
exec("x = 0\n" + "".join(" " * i + f"if x == {i}:\n" + " " * (i + 1) + f"x = {i + 1}\n" for i in range(40)), scope)
assert scope["x"] == 40
exec("def loop():\n    n = 0\n" + "".join("    " * (d + 1) + f"for i{d} in range(2):\n" for d in range(12)) + "    " * 13 + "n += 1\n    return n", scope)
assert scope["loop"]() == 2**12
exec("text = " + " ".join(f"'part{i} '" for i in range(300)), scope)
assert scope["text"].count("part") == 300
