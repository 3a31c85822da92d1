# Physical and logical lines: continuation, comments, semicolons, blank lines, form feeds.
x = 1 + \
    2
assert x == 3
y = [
    1,  # comment

    2,
]
assert y == [1, 2]
if x: y = 1; z = 2
assert (y, z) == (1, 2)

if True:
        a = 1
elif False:
  a = 2
else:
 a = 3
assert a == 1
assert eval("1 +\\\n 2") == 3
assert eval(" \t 5 ") == 5
exec("x = 1\r\ny = 2\r\n")
exec("if 1:\n\tx = 'tab'\n")
assert x == "tab"
exec(b"\xef\xbb\xbfx = 'bom'")
assert x == "bom"
exec("\x0cx = 'formfeed'")
assert x == "formfeed"
exec("")
exec("# only a comment")
exec("def f():\n  return 1\n\n\n  # trailing comment\nresult = f()")
assert result == 1
exec(b"# coding: latin-1\nx = '\xe9'")
assert x == "é"
