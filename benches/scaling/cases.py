"""How things that threads share scale: each case on one thread, then on two with the same work for each.

    python cases.py [--filter TEXT ...] [--threads N] [--rounds N] [--scale X] [--json]

Speed-up is threads * t1 / tN: the ideal is the number of threads; under a global lock it is 1. The best round counts.
"""
import argparse
import copy
import json
import math
import re
import sys
import threading
import time
from collections import namedtuple
from dataclasses import dataclass

CASES = {}


def case(loops, make_state=None):
    """Register a function (state, loops, index); make_state makes what all threads of one run share."""
    def register(function):
        CASES[function.__name__.replace("_", " ")] = (function, loops, make_state or (lambda threads: None))
        return function
    return register


class Shared:
    limit = 100

    def __init__(self):
        self.value = 3

    def method(self, x):
        return x + 1

    def __add__(self, other):
        return other

    def __getitem__(self, key):
        return key

    def __len__(self):
        return 3


@dataclass
class Record:
    name: str
    value: int
    flag: bool = True


Pair = namedtuple("Pair", "left right")
GLOBAL_VALUE = 5
GLOBAL_LIST = list(range(64))
GLOBAL_DICT = {f"key{i}": i for i in range(64)}
SHARED = Shared()
PATTERN = re.compile(r"(\w+)@(\w+)\.com")
DOCUMENT = {"name": "x", "values": [1, 2.5, None, True], "nested": {"a": "b"}}
TREE = {"list": [1, [2, [3]]], "dict": {"k": [4, 5]}, "tuple": (6, [7])}
LOCAL = threading.local()


def make_closure():
    step = 1

    def closure(x):
        return x + step
    return closure


CLOSURE = make_closure()


def numbers(n):
    for i in range(n):
        yield i


@case(3_600_000)
def read_a_global(state, loops, index):
    for _ in range(loops):
        GLOBAL_VALUE; GLOBAL_VALUE; GLOBAL_VALUE; GLOBAL_VALUE


@case(2_400_000)
def read_a_shared_list(state, loops, index):
    items = GLOBAL_LIST
    for _ in range(loops):
        items[3] + items[7]


@case(2_400_000)
def read_a_shared_dict(state, loops, index):
    table = GLOBAL_DICT
    for _ in range(loops):
        table["key3"] + table["key40"]


@case(2_400_000)
def read_attributes_of_a_shared_object(state, loops, index):
    shared = SHARED
    for _ in range(loops):
        shared.value + shared.limit


@case(1_500_000)
def call_a_method_of_a_shared_object(state, loops, index):
    shared = SHARED
    for i in range(loops):
        shared.method(i)


@case(1_500_000)
def call_a_closure(state, loops, index):
    for i in range(loops):
        CLOSURE(i)


@case(1_500_000)
def call_a_global_function(state, loops, index):
    for _ in range(loops):
        make_nothing(1)


def make_nothing(x, y=2):
    return x


@case(900_000)
def create_objects(state, loops, index):
    for _ in range(loops):
        Shared()


@case(1_500_000)
def create_lists(state, loops, index):
    for i in range(loops):
        [i, i, i]


@case(1_200_000)
def create_dicts(state, loops, index):
    for i in range(loops):
        {"a": i, "b": i}


@case(1_200_000)
def create_strings(state, loops, index):
    for i in range(loops):
        f"item {i}"


@case(1_800_000)
def create_tuples_and_floats(state, loops, index):
    for i in range(loops):
        (i, i * 0.5)


@case(600_000)
def raise_and_catch_exceptions(state, loops, index):
    for i in range(loops):
        try:
            raise ValueError(i)
        except ValueError:
            pass


@case(36_000)
def run_generators(state, loops, index):
    for _ in range(loops):
        for _ in numbers(50):
            pass


@case(90_000)
def comprehension(state, loops, index):
    for _ in range(loops):
        [x + 1 for x in GLOBAL_LIST]


@case(18_000)
def deepcopy(state, loops, index):
    for _ in range(loops):
        copy.deepcopy(TREE)


@case(600_000)
def dataclass_instances(state, loops, index):
    for i in range(loops):
        Record("name", i).value


@case(600_000)
def namedtuple_instances(state, loops, index):
    for i in range(loops):
        Pair(i, i).left


@case(240_000)
def regex_match(state, loops, index):
    for _ in range(loops):
        PATTERN.match("someone@example.com").group(1)


@case(36_000)
def json_round_trip(state, loops, index):
    for _ in range(loops):
        json.loads(json.dumps(DOCUMENT))


@case(1_800_000, lambda threads: {(n, k): 0 for n in range(threads) for k in range(8)})
def write_disjoint_keys_of_one_dict(state, loops, index):
    keys = [(index, k) for k in range(8)]
    for i in range(loops):
        state[keys[i & 7]] = i


@case(2_400_000, lambda threads: [0] * (64 * threads))
def write_disjoint_indexes_of_one_list(state, loops, index):
    first = index * 64
    for i in range(loops):
        state[first + (i & 63)] = i


@case(1_800_000, lambda threads: [])
def append_to_one_list(state, loops, index):
    append = state.append
    for i in range(loops):
        append(i)


@case(1_800_000, lambda threads: [Shared() for _ in range(threads)])
def write_attributes_of_own_object(state, loops, index):
    mine = state[index]
    for i in range(loops):
        mine.value = i


@case(1_800_000, lambda threads: Shared())
def write_disjoint_attributes_of_one_object(state, loops, index):
    if index % 2:
        for i in range(loops):
            state.odd = i
    else:
        for i in range(loops):
            state.even = i


@case(900_000, lambda threads: threading.Lock())
def one_lock_taken_by_all(state, loops, index):
    for _ in range(loops):
        with state:
            pass


@case(900_000, lambda threads: [threading.Lock() for _ in range(threads)])
def own_lock(state, loops, index):
    lock = state[index]
    for _ in range(loops):
        with lock:
            pass


@case(1_800_000)
def math_cos(state, loops, index):
    cos = math.cos
    for _ in range(loops):
        cos(0.5)


@case(1_800_000)
def module_function(state, loops, index):
    for _ in range(loops):
        math.floor(2.5)


@case(1_200_000)
def special_method_lookup(state, loops, index):
    shared = SHARED
    for _ in range(loops):
        shared + 1
        shared[2]
        len(shared)


@case(1_800_000)
def thread_local_read(state, loops, index):
    LOCAL.value = index
    for _ in range(loops):
        LOCAL.value


@case(3_600_000)
def string_and_tuple_constants(state, loops, index):
    for _ in range(loops):
        a = "constant"
        b = (1, "two", 3.0)
        c = None


@case(1_500_000)
def isinstance_of_shared_class(state, loops, index):
    shared = SHARED
    for _ in range(loops):
        isinstance(shared, Shared)


@case(48_000)
def sort_own_list(state, loops, index):
    for _ in range(loops):
        sorted(GLOBAL_LIST, reverse=True)


@case(6_000_000)
def countdown(state, loops, index):
    n = loops
    while n > 0:
        n -= 1


@case(80)
def fibonacci(state, loops, index):
    for _ in range(loops):
        fib(21)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run_once(function, loops, make_state, threads):
    """Seconds for so many threads to do the same work each, from the moment all are ready."""
    state = make_state(threads)
    ready = threading.Barrier(threads + 1)
    failures = []

    def body(index):
        ready.wait()
        try:
            function(state, loops, index)
        except BaseException as error:
            failures.append(error)

    workers = [threading.Thread(target=body, args=(index,)) for index in range(threads)]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - start
    if failures:
        raise failures[0]
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--filter", nargs="+", default=[], metavar="TEXT", help="only cases whose name contains one of these")
    parser.add_argument("--threads", type=int, default=2, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="the best of so many counts")
    parser.add_argument("--scale", type=float, default=1.0, metavar="X", help="multiplies the work")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    options = parser.parse_args()
    if options.threads < 2 or options.rounds < 1 or options.scale <= 0:
        parser.error("--threads must be at least 2, --rounds at least 1, --scale positive")
    chosen = {n: c for n, c in CASES.items() if not options.filter or any(text in n for text in options.filter)}
    if not chosen:
        parser.error("no case has such a name")
    results = []
    if not options.json:
        print(f"{'case':<42}{'t1':>9}{f't{options.threads}':>9}{'speed-up':>10}")
    for name, (function, loops, make_state) in chosen.items():
        loops = max(1, int(loops * options.scale))
        run_once(function, max(1, loops // 20), make_state, 1)
        # Alternating keeps a change of the machine's speed from favouring one side.
        times = [(run_once(function, loops, make_state, 1), run_once(function, loops, make_state, options.threads))
                 for _ in range(options.rounds)]
        one, many = (min(column) for column in zip(*times))
        speed_up = options.threads * one / many
        results.append({"case": name, "t1": one, f"t{options.threads}": many, "speed_up": speed_up})
        if not options.json:
            print(f"{name:<42}{one:>9.4f}{many:>9.4f}{speed_up:>9.2f}x", flush=True)
    mean = math.exp(sum(math.log(r["speed_up"]) for r in results) / len(results))
    if options.json:
        json.dump({"threads": options.threads, "rounds": options.rounds, "cases": results, "geometric_mean": mean},
                  sys.stdout, indent=1)
        print()
    else:
        worst = min(results, key=lambda r: r["speed_up"])
        print(f"{'geometric mean':<42}{'':>18}{mean:>9.2f}x   worst: {worst['case']} {worst['speed_up']:.2f}x")


if __name__ == "__main__":
    main()
