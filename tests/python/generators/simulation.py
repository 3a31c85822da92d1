# Generators as state machines and coroutines: lexer, parser, round robin, permutations, tree walks.
def lexer(text):
    word = ""
    for c in text + " ":
        if c.isalnum():
            word += c
            continue
        if word:
            yield ("number", int(word)) if word.isdigit() else ("name", word)
            word = ""
        if not c.isspace():
            yield ("op", c)

assert list(lexer("x1 + 42*(y)")) == [("name", "x1"), ("op", "+"), ("number", 42), ("op", "*"), ("op", "("), ("name", "y"), ("op", ")")]

def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item, *rest]

assert len(list(permutations([1, 2, 3, 4]))) == 24 and next(permutations("abc")) == ["a", "b", "c"]

def traffic_light():
    while True:
        for colour, seconds in (("green", 3), ("yellow", 1), ("red", 2)):
            for _ in range(seconds):
                if (yield colour) == "emergency":
                    yield "red!"

light = traffic_light()
assert [next(light) for _ in range(7)] == ["green"] * 3 + ["yellow"] + ["red"] * 2 + ["green"]
assert light.send("emergency") == "red!" and next(light) == "green"

def round_robin(*sources):
    sources = [iter(s) for s in sources]
    while sources:
        for s in list(sources):
            try:
                yield next(s)
            except StopIteration:
                sources.remove(s)

assert "".join(round_robin("abc", "d", "ef")) == "adebfc"

def flatten(nested):
    for item in nested:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item

assert list(flatten([1, [2, [3, [4]], 5]])) == [1, 2, 3, 4, 5]
