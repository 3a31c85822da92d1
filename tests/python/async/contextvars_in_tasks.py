# contextvars: tasks and threads get copies of the context.
import asyncio
import contextvars
import threading

var = contextvars.ContextVar("var", default="default")
assert var.get() == "default" and var.name == "var"
token = var.set("set")
assert var.get() == "set" and token.old_value is contextvars.Token.MISSING
var.reset(token)
assert var.get() == "default"
context = contextvars.copy_context()


def change():
    var.set("inside")
    return var.get()


assert context.run(change) == "inside" and var.get() == "default" and context[var] == "inside"
with var.set("with"):
    assert var.get() == "with"
assert var.get() == "default"


async def task(name):
    var.set(name)
    await asyncio.sleep(0)
    return var.get()


async def main():
    var.set("main")
    names = await asyncio.gather(task("a"), task("b"))
    return names, var.get(), await asyncio.to_thread(var.get)


assert asyncio.run(main()) == (["a", "b"], "main", "main")
seen = []
other = contextvars.ContextVar("other")
other.set("parent")
thread = threading.Thread(target=lambda: seen.append(other.get("none")), context=contextvars.Context())
thread.start()
thread.join()
assert seen == ["none"]
try:
    contextvars.ContextVar("empty").get()
except LookupError as error:
    assert "name='empty'" in str(error)
