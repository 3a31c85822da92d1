"""Every built-in container: random short histories of a few threads, each of which some order in time must explain.

A history is what a few threads did to one object: each operation with its result and the clock before and after it.
It is linearizable if the operations can be put in an order that agrees with the clock (one that ended before another
began comes first) and in which the same operations, done by one thread, give the same results. The search is Wing and
Gong's (1993) with Lowe's memory of states already tried (2017); the model is the type itself, used by one thread.

    linearizability.py [TYPE ...] [--seed N] [--rounds N]
"""
import argparse
import array
import collections
import os
import random
import sys
import threading
import time

from hammer import SEED, ok, rounds

clock = time.perf_counter_ns
# What the texts of operations may name besides x.
SCOPE = {"array": array.array}
OPERATIONS = 12
# What an operation may raise: a result like any other.
ERRORS = (LookupError, ValueError, RuntimeError, AttributeError, BufferError)


class Attributes:
    """An object whose attributes are what is shared."""


class Operation:
    """What a thread is to do: a text that says so, and the function of the object and of a memory between steps."""

    def __init__(self, text, *steps):
        self.text, self.steps = text, steps or (eval("lambda x, own: " + text, {**SCOPE}),)

    def __repr__(self):
        return self.text


def in_statement(text):
    """Make an operation of a statement about x."""
    space = dict(SCOPE)
    exec(f"def step(x, own):\n    {text}", space)
    return Operation(text, space["step"])


def freeze(value):
    """Return something hashable that tells all of a result or a state."""
    if isinstance(value, (list, tuple, collections.deque, array.array, bytearray)):
        return (type(value).__name__, *map(freeze, value))
    if isinstance(value, dict):
        return ("dict", *((freeze(k), freeze(v)) for k, v in value.items()))
    if isinstance(value, (set, frozenset)):
        return ("set", frozenset(map(freeze, value)))
    if isinstance(value, Attributes):
        return ("attributes", frozenset((k, freeze(v)) for k, v in value.__dict__.items()))
    return value


def perform(step, x, own):
    """Return the result of one step, or what it raised."""
    try:
        return freeze(step(x, own))
    except ERRORS as error:
        return type(error).__name__


# ---- what may be done to each type: functions of a random generator and a value nobody else stores ----

def index(r):
    return r.choice([0, 0, 1, 2, -1, -1, -2, 5])


def bounds(r):
    return r.choice(["0:1", "1:3", ":", "1:", ":-1", "-2:", "::2", "2:2"])


LIST = [
    lambda r, v: Operation(f"x.append({v})"),
    lambda r, v: Operation("x.pop()"),
    lambda r, v: Operation("x.pop(0)"),
    lambda r, v: Operation(f"x.pop({index(r)})"),
    lambda r, v: Operation(f"x.insert({index(r)}, {v})"),
    lambda r, v: Operation(f"x.extend([{v}, {v + 1}])"),
    lambda r, v: Operation(f"x.remove({r.randrange(4)})"),
    lambda r, v: Operation(f"x.index({r.randrange(4)})"),
    lambda r, v: Operation(f"x.count({r.randrange(4)})"),
    lambda r, v: Operation(f"{r.randrange(4)} in x"),
    lambda r, v: Operation("len(x)"),
    lambda r, v: Operation(f"x[{index(r)}]"),
    lambda r, v: Operation(f"x[{index(r)}]"),
    lambda r, v: Operation(f"x[{bounds(r)}]"),
    lambda r, v: Operation("list(x)"),
    lambda r, v: Operation("tuple(x)"),
    lambda r, v: Operation("x.copy()"),
    lambda r, v: Operation("x == [0, 1, 2]"),
    lambda r, v: Operation("x.reverse()"),
    lambda r, v: Operation("x.clear()"),
    lambda r, v: in_statement(f"x[{index(r)}] = {v}"),
    lambda r, v: in_statement(f"x[{bounds(r)}] = [{v}, {v + 1}]"),
    lambda r, v: in_statement(f"del x[{index(r)}]"),
    lambda r, v: in_statement(f"del x[{bounds(r)}]"),
    lambda r, v: in_statement("x *= 2"),
    lambda r, v: in_statement(f"x += [{v}]"),
    lambda r, v: SORT,
]

SET_LIKE = [
    lambda r, v: Operation(f"{r.randrange(4)} in x"),
    lambda r, v: Operation(f"{r.randrange(4)} in x"),
    lambda r, v: Operation("len(x)"),
    lambda r, v: Operation("x.clear()"),
    lambda r, v: Operation("x.copy()"),
]


def few(r):
    return [r.randrange(4), 4 + r.randrange(2)]


DICT = SET_LIKE + [
    lambda r, v: in_statement(f"x[{r.randrange(4)}] = {v}"),
    lambda r, v: in_statement(f"x[{r.randrange(4)}] = {v}"),
    lambda r, v: in_statement(f"del x[{r.randrange(4)}]"),
    lambda r, v: Operation(f"x[{r.randrange(4)}]"),
    lambda r, v: Operation(f"x.get({r.randrange(4)})"),
    lambda r, v: Operation(f"x.setdefault({r.randrange(4)}, {v})"),
    lambda r, v: Operation(f"x.pop({r.randrange(4)}, None)"),
    lambda r, v: Operation("x.popitem()"),
    lambda r, v: Operation(f"x.update({dict.fromkeys(few(r), v)})"),
    lambda r, v: in_statement(f"x |= {dict.fromkeys(few(r), v)}"),
    lambda r, v: Operation(f"x | {dict.fromkeys(few(r), v)}"),
    lambda r, v: Operation("list(x)"),
    lambda r, v: Operation("list(x.values())"),
    lambda r, v: Operation("list(x.items())"),
    lambda r, v: Operation("tuple(x.keys())"),
    lambda r, v: Operation("set(x)"),
    lambda r, v: Operation("dict(x)"),
    lambda r, v: Operation(f"{r.randrange(4)} in x.keys()"),
    lambda r, v: Operation("len(x.items())"),
]

# Going through an OrderedDict, and updating one, is several steps, as in CPython.
ORDERED_DICT = [operation for operation in DICT if not any(
    word in operation(random.Random(0), 0).text
    for word in ("list(", "tuple(", "set(", "dict(", "|", "copy", "update"))] + [
    lambda r, v: Operation(f"x.move_to_end({r.randrange(4)}, {r.random() < .5})"),
    lambda r, v: Operation(f"x.popitem({r.random() < .5})"),
]

SET = SET_LIKE + [
    lambda r, v: Operation(f"x.add({r.randrange(4)})"),
    lambda r, v: Operation(f"x.add({r.randrange(4)})"),
    lambda r, v: Operation(f"x.discard({r.randrange(4)})"),
    lambda r, v: Operation(f"x.remove({r.randrange(4)})"),
    lambda r, v: in_statement(f"x |= {set(few(r))}"),
    lambda r, v: in_statement(f"x &= {set(few(r))}"),
    lambda r, v: in_statement(f"x -= {set(few(r))}"),
    lambda r, v: in_statement(f"x ^= {set(few(r))}"),
    lambda r, v: Operation(f"x | {set(few(r))}"),
    lambda r, v: Operation(f"x & {set(few(r))}"),
    lambda r, v: Operation(f"x - {set(few(r))}"),
    lambda r, v: Operation(f"x ^ {set(few(r))}"),
    lambda r, v: Operation("frozenset(x)"),
    lambda r, v: Operation("set(list(x))"),
    lambda r, v: Operation("x == {0, 1, 2}"),
    lambda r, v: Operation("x <= {0, 1, 2, 3}"),
]

DEQUE = [
    lambda r, v: Operation(f"x.append({v})"),
    lambda r, v: Operation(f"x.appendleft({v})"),
    lambda r, v: Operation("x.pop()"),
    lambda r, v: Operation("x.popleft()"),
    lambda r, v: Operation("len(x)"),
    lambda r, v: Operation(f"x[{index(r)}]"),
    lambda r, v: Operation(f"x.rotate({r.choice([1, -1, 2])})"),
    lambda r, v: Operation("x.reverse()"),
    lambda r, v: Operation("x.copy()"),
    lambda r, v: Operation("x.clear()"),
    lambda r, v: Operation(f"x.insert({index(r)}, {v})"),
    lambda r, v: in_statement(f"x[{index(r)}] = {v}"),
    lambda r, v: in_statement(f"del x[{index(r)}]"),
]

BYTES_LIKE = [
    lambda r, v: Operation(f"x.append({v % 200})"),
    lambda r, v: Operation("x.pop()"),
    lambda r, v: Operation(f"x.pop({index(r)})"),
    lambda r, v: Operation(f"x.insert({index(r)}, {v % 200})"),
    lambda r, v: Operation(f"x.remove({r.randrange(4)})"),
    lambda r, v: Operation(f"x.index({r.randrange(4)})"),
    lambda r, v: Operation(f"x.count({r.randrange(4)})"),
    lambda r, v: Operation("len(x)"),
    lambda r, v: Operation("x.reverse()"),
    lambda r, v: Operation(f"x[{index(r)}]"),
    lambda r, v: Operation(f"x[{bounds(r)}]"),
    lambda r, v: Operation(f"{r.randrange(4)} in x"),
    lambda r, v: in_statement(f"x[{index(r)}] = {v % 200}"),
    lambda r, v: in_statement(f"del x[{index(r)}]"),
    lambda r, v: in_statement(f"del x[{bounds(r)}]"),
    lambda r, v: in_statement("x *= 2"),
]

BYTEARRAY = BYTES_LIKE + [
    lambda r, v: Operation(f"x.extend(b'{v % 10}ab')"),
    lambda r, v: in_statement(f"x[{bounds(r)}] = b'{v % 10}z'"),
    lambda r, v: Operation("bytes(x)"),
    lambda r, v: Operation("x.copy()"),
    lambda r, v: Operation("x.clear()"),
    lambda r, v: Operation("x.find(b'\\2')"),
]

ARRAY = BYTES_LIKE + [
    lambda r, v: Operation(f"x.fromlist([{v}, {v + 1}])"),
    lambda r, v: Operation(f"x.extend(array('q', [{v}, {v + 1}]))"),
    lambda r, v: Operation("x.tolist()"),
    lambda r, v: Operation("x.tobytes()"),
]

ATTRIBUTES = [
    lambda r, v: in_statement(f"x.{r.choice('abc')} = {v}"),
    lambda r, v: in_statement(f"x.{r.choice('abc')} = {v}"),
    lambda r, v: Operation(f"x.{r.choice('abc')}"),
    lambda r, v: Operation(f"x.{r.choice('abc')}"),
    lambda r, v: Operation(f"hasattr(x, '{r.choice('abc')}')"),
    lambda r, v: in_statement(f"x.{r.choice('defghijklmnop')} = {v}"),
    lambda r, v: in_statement(f"del x.{r.choice('abc')}"),
]

def sort_begin(x, own):
    own["taken"] = x[:]
    x[:] = []


def sort_end(x, own):
    changed = bool(x)
    x[:] = sorted(own.pop("taken"))
    if changed:
        raise ValueError


# Sorting is two moments: others see an empty list in between.
SORT = Operation("x.sort()", sort_begin, sort_end)


def with_attributes(count):
    x = Attributes()
    for name in "abcdefgh"[:count % 9]:
        setattr(x, name, name)
    return x


TYPES = {
    "list": (LIST, lambda n: list(range(n))),
    "dict": (DICT, lambda n: dict.fromkeys(range(n), 0)),
    "set": (SET, lambda n: set(range(n))),
    "deque": (DEQUE, lambda n: collections.deque(range(n))),
    "bounded deque": (DEQUE, lambda n: collections.deque(range(n), max(n, 1))),
    "OrderedDict": (ORDERED_DICT, lambda n: collections.OrderedDict.fromkeys(range(n), 0)),
    "bytearray": (BYTEARRAY, lambda n: bytearray(i % 200 for i in range(n))),
    "array": (ARRAY, lambda n: array.array("q", range(n))),
    "attributes": (ATTRIBUTES, with_attributes),
}


# ---- recording ----

class Done:
    """An operation that was done: by whom, when, and with what result."""

    def __init__(self, thread, operation, start, end, result):
        self.thread, self.operation, self.start, self.end, self.result = thread, operation, start, end, result

    def __repr__(self):
        return f"  thread {self.thread}  {self.start:>9} to {self.end:>9}  {self.operation}  ->  {self.result}"


class Round:
    """One object, and what each thread is to do to it and did."""

    def __init__(self, generator, operations, make, threads):
        self.size = generator.choice([0, 1, 3, 3, 4, 4, 6, 9, 60])
        self.make = make
        self.shared = make(self.size)
        # A few kinds of operation at a time meet more often than all of them.
        chosen = generator.sample(operations, generator.choice([2, 3, 4, 6]))
        self.plans = [[generator.choice(chosen)(generator, 1000 * thread + 10 * i + 10) for i in range(OPERATIONS)]
                      for thread in range(threads)]
        for plan in self.plans:
            # Doubling too often would fill the memory.
            doubling = [i for i, operation in enumerate(plan) if "*= 2" in operation.text]
            for i in doubling[2:]:
                plan[i] = Operation("len(x)")
        self.done = [[] for _ in range(threads)]


def play(thread, games, places):
    """One thread's part of every round; all begin a round together."""
    for number, game in enumerate(games):
        x, done = game.shared, []
        calls = [(operation, operation.steps[0] if operation is not SORT else run_sort) for operation in game.plans[thread]]
        places[thread] = number
        spins = 0
        while min(places) < number:
            spins += 1
            if spins > 2000:
                time.sleep(0)
        for operation, call in calls:
            start = clock()
            try:
                result = call(x, None)
            except ERRORS as error:
                result = type(error).__name__
            end = clock()
            done.append((operation, start, end, result))
        game.done[thread] = [Done(thread, operation, start, end, freeze(result)) for operation, start, end, result in done]
    places[thread] = len(games)


def run_sort(x, own):
    x.sort()


# ---- checking ----

def explain(game):
    """Return whether some order of the round's operations gives their results."""
    first = min(done.start for part in game.done for done in part)
    history = []
    for part in game.done:
        for done in part:
            done.start -= first
            done.end -= first
            history.append(done)
    last = max(done.end for done in history) + 1
    # What is left in the end was seen by all.
    history.append(Done("-", Operation("x"), last, last + 1, freeze(game.shared)))
    # Steps of one operation share its interval; a step comes after the one before.
    steps = []
    for done in sorted(history, key=lambda done: done.end):
        own = len(steps)
        for i, step in enumerate(done.operation.steps):
            final = i + 1 == len(done.operation.steps)
            steps.append((done, step, own + i - 1 if i else None, own, final))
    everything = (1 << len(steps)) - 1
    tried = set()

    def search(passed, state):
        """Whether the steps that are not in the bit set `passed` can follow from the state."""
        if passed == everything:
            return True
        x, memories = state
        key = (passed, freeze(x), tuple(sorted((k, freeze(v)) for k, v in memories.items())))
        if key in tried:
            return False
        tried.add(key)
        horizon = min(step[0].end for i, step in enumerate(steps) if not passed >> i & 1)
        for i, (done, step, previous, own, final) in enumerate(steps):
            if passed >> i & 1 or done.start > horizon or previous is not None and not passed >> previous & 1:
                continue
            copy, memory = duplicate(x), dict(memories.get(own, ()))
            result = perform(step, copy, memory)
            if final and result != done.result:
                # Whoever adds to a list that is being sorted, and takes it away again, may be noticed or not.
                if not (done.operation is SORT and done.result == "ValueError"):
                    continue
            others = {k: v for k, v in memories.items() if k != own}
            if memory:
                others[own] = memory
            if search(passed | 1 << i, (copy, others)):
                return True
        return False

    return search(0, (game.make(game.size), {}))


def duplicate(x):
    if isinstance(x, Attributes):
        copy = Attributes()
        copy.__dict__.update(x.__dict__)
        return copy
    return x.copy() if hasattr(x, "copy") else x[:]


def check(name, seed, count):
    """Play and check so many rounds on objects of one type."""
    operations, make = TYPES[name]
    generator = random.Random(f"{name} {seed}")
    overlapping = 0
    while count > 0:
        number = generator.choice([2, 2, 3])
        games = [Round(generator, operations, make, number) for _ in range(min(count, 100))]
        count -= len(games)
        places = [-1] * number
        threads = [threading.Thread(target=play, args=(i, games, places)) for i in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for game in games:
            assert all(game.done), "a thread did not finish"
            parts = game.done
            if not any(a[0].start < b[-1].end and b[0].start < a[-1].end
                       for i, a in enumerate(parts) for b in parts[:i]):
                continue
            overlapping += 1
            if not explain(game):
                print(f"{name} of {game.size}: no order explains what the threads saw")
                for done in sorted((done for part in parts for done in part), key=lambda done: done.start):
                    print(done)
                print("  left:", freeze(game.shared))
                print(f"again: linearizability.py {name!r} --seed {seed}", flush=True)
                return False, overlapping
    return True, overlapping


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("types", nargs="*", metavar="TYPE", help=f"of {', '.join(TYPES)}")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rounds", type=int, default=rounds(300))
    parser.add_argument("-v", action="store_true", help="say how many rounds had threads at work at once")
    options = parser.parse_args()
    good = True
    for name in options.types or TYPES:
        fine, overlapping = check(name, options.seed, options.rounds)
        good &= fine
        if options.v:
            print(f"{name:<16}{options.rounds} rounds, {overlapping} with overlap: {'ok' if fine else 'WRONG'}", flush=True)
    if not good:
        sys.exit(1)
    ok()


main()
