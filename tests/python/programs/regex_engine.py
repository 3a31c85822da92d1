# A regular expression matcher by derivatives, checked against re.
import re
from functools import lru_cache

EMPTY, EPSILON = ("empty",), ("epsilon",)


def alternate(a, b):
    return b if a == EMPTY else a if b == EMPTY or a == b else ("or", a, b)


def concatenate(a, b):
    return EMPTY if EMPTY in (a, b) else b if a == EPSILON else a if b == EPSILON else ("and", a, b)


def nullable(r):
    match r:
        case ("epsilon",) | ("star", _): return True
        case ("or", a, b): return nullable(a) or nullable(b)
        case ("and", a, b): return nullable(a) and nullable(b)
    return False


@lru_cache(None)
def derive(r, c):
    match r:
        case ("char", d): return EPSILON if c == d or d == "." else EMPTY
        case ("or", a, b): return alternate(derive(a, c), derive(b, c))
        case ("star", a): return concatenate(derive(a, c), r)
        case ("and", a, b):
            rest = concatenate(derive(a, c), b)
            return alternate(rest, derive(b, c)) if nullable(a) else rest
    return EMPTY


def parse(text, place=0):
    whole, run = EMPTY, EPSILON
    while place < len(text) and text[place] != ")":
        if text[place] == "|":
            whole, run = alternate(whole, run), EPSILON
        else:
            if text[place] == "(":
                item, place = parse(text, place + 1)
            else:
                item = ("char", text[place])
            while text[place + 1:place + 2] in ("*", "?"):
                place += 1
                item = ("star", item) if text[place] == "*" else alternate(EPSILON, item)
            run = concatenate(run, item)
        place += 1
    return alternate(whole, run), place


for pattern in ("a*b", "(ab|c)*d?", "a.c", "(a|b)*abb", "x(y?z)*", "", "a|b|cd*"):
    for text in ("", "b", "aab", "ababcd", "abc", "aabb", "babb", "xyzz", "x", "cddd", "a", "d"):
        state = parse(pattern)[0]
        for c in text:
            state = derive(state, c)
        assert nullable(state) == bool(re.fullmatch(pattern, text)), (pattern, text)
