# f-strings with nested specs, lambdas, dictionaries, walrus, debug output and multi-line expressions.
value, width, precision = 3.14159265, 12, 4
assert f"{value:{width}.{precision}f}|{value:<{width}.{precision - 2}}|{value!r:>{width}}" == "      3.1416|3.1         |  3.14159265"
assert f"{value:{'*' + '^' + str(width)}.3}" == "****3.14****" and f"{'x':{'>' if width else '<'}{width // 4}}" == "  x"
table = {"a": {"b": [1, 2]}}
assert f"{table['a']['b'][1]}" == "2" and f"{table["a"]["b"]!r}" == "[1, 2]"
assert f"{{{table['a']['b'][0]}}}" == "{1}" and f"{ {1: 2}[1] }" == "2"
assert f"{(lambda x: x * 2)(4)} {(y := 5)} {y + 1} {[i for i in range(3)]} {'yes' if y else 'no'}" == "8 5 6 [0, 1, 2] yes"
assert f"{y=} {y = } {y + 1=} {y=:03} {table["a"]=!s} {'a'=}" == "y=5 y = 5 y + 1=6 y=005 table[\"a\"]={'b': [1, 2]} 'a'='a'"
assert f"{
    y  # comments are allowed
    + 1
:>4}" == "   6"
assert f'''{
    "triple"
}'s''' == "triple's" and f"{'a\tb'}{"\N{BULLET}"}{'\x41'}" == "a\tb•A"
assert f"{f"{f"{f"{1 + 1}"}"}"}" == "2" and f"{'outer ' + f'{"inner " + f"{'deep'}"}'}" == "outer inner deep"
assert f"{3 > 2} {3 == 3} {3 != 2} {not 1} {1 if 1 else 2} {-1 ** 2}" == "True True True False 1 -1"
assert f"{[*range(2)]}{(*'ab',)}{ {*()} or 'empty'}" == "[0, 1]('a', 'b')empty" and f"{1:,}{2!s:2}{'c'!a}" == "12 'c'"


class Show:
    def __format__(self, spec): return f"[{spec}]"


assert f"{Show()}{Show():}{Show(): }{Show():%H:%M}{Show():{1}{2}}" == "[][][ ][%H:%M][12]"
assert f"" == "" and f"{''}" == "" and F"{1}" == "1"
assert rf"{1}\n" == "1\\n" and fr"\{2}" == "\\2" and "%s" f"{1}" == "%s1"
async def co(): return f"{await inner()}"
async def inner(): return "awaited"
try:
    co().send(None)
except StopIteration as stop:
    assert stop.value == "awaited"
