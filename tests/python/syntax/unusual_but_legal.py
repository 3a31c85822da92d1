# Legal code that is rarely written.
assert (lambda *, k=1, **_: k)() == 1 and [[]][0] is not [[]][0] and (yes := 1,)[0] == 1
assert ...if 0else 1
assert not(1 if 0else 0) and 1if 1else 2
x = [1, 2, 3][1:][0]; assert x == 2
for x in 1, 2, *(3,): pass
assert x == 3
for [a, *b], in [((1, 2, 3),)]: pass
assert (a, b) == (1, [2, 3])
def f(a, b=(yield_ := 5), /, *c, d: int = 6, **e) -> (lambda: "r")(): return a, b, c, d, e
assert f(1) == (1, 5, (), 6, {}) and f.__annotations__["return"] == "r"
class C(*[object], **{}): x: int; y: "str" = "y"
assert C.y == "y" and not hasattr(C, "x")
while 0: pass
else: done = True
assert done
try: 1 / 0
except ZeroDivisionError: z = 1
else: z = 2
finally: z += 10
assert z == 11
with open(__file__) as first, open(__file__) as second: assert first.name == second.name
assert {**{}, "a": 1, **{"b": 2}} == {"a": 1, "b": 2} and [*[], *()] == [] and {*(), 1} == {1}
assert 0xdeadBEEF == 3735928559 and 1_0e1_0 == 1e11 and 0_0 == 0 and .1e-0_1 == 0.01 and 1.e1 == 10.0
assert "a" "b" f"{'c'}" r"\d" == "abc\\d" and b"a" rb"\b" == b"a\\b"
t = 1,
assert t == (1,) and (t) is t and ((((1)))) == 1
del t, (a), [b]
global_ = __name__; assert global_ == "__main__"
assert (a := [1, 2])[0] + (b := len(a)) == 3 and print is print and None is None is not True
if x == 3: y = 1; z = 2
assert y + z == 3
lambda: (yield)
async def co(): return [await c async for c in x if (await c)]
co().close()
match {"k": [1, {"z": 2}]}:
    case {"k": [int() as one, {"z": two}]} if one < two: assert two == 2
assert True if not not True else False
