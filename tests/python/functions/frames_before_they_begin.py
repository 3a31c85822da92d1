# What is seen of generators and coroutines before they run: parameters and what they close over.
import inspect


def make():
    outer = "closed over"
    later = []

    async def work(a=1):
        inner = outer
        return inner, later

    def items(b=2):
        c = outer
        yield c

    coroutine, generator = work(), items()
    seen = dict(inspect.getcoroutinelocals(coroutine)), dict(inspect.getgeneratorlocals(generator))
    later.append("more")
    assert dict(generator.gi_frame.f_locals) == {"b": 2, "outer": "closed over"}
    assert next(generator) == "closed over"
    assert inspect.getgeneratorlocals(generator) == {"b": 2, "outer": "closed over", "c": "closed over"}
    coroutine.close()
    return seen


assert make() == ({"a": 1, "outer": "closed over", "later": ["more"]}, {"b": 2, "outer": "closed over"})
