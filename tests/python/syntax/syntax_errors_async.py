# SyntaxError: async and exception handling.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


cases = {
    "def f():\n await x": "'await' outside async function",
    "def f():\n async with x: pass": "'async with' outside async function",
    "def f():\n async for x in y: pass": "'async for' outside async function",
    "def f():\n [x async for x in y]": "asynchronous comprehension outside of an asynchronous function",
    "async def f():\n yield from x": "'yield from' inside async function",
    "async def f():\n yield 1\n return 2": "'return' with value in async generator",
    "try: pass\nexcept: pass\nexcept A: pass": "default 'except:' must be last",
    "try: pass\nexcept A: pass\nexcept* B: pass": "cannot have both 'except' and 'except*' on the same 'try'",
    "try: pass\nexcept*: pass": "expected one or more exception types",
    "def f():\n try: pass\n except* A: return": "'break', 'continue' and 'return' cannot appear in an except* block",
}
for source, message in cases.items():
    assert (source, syntax_error(source)) == (source, "SyntaxError: " + message)
