#!/usr/bin/env python3
"""Larry Hastings's experiment: the same fib(n) in one thread and in several.

Every call touches the same function, the same code object and the same small integers. Where each touch writes a
reference count, the threads fight over those cache lines and a call costs many times the CPU; the last column shows it.
"""
import argparse
import os
import threading
import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def calls_of_fib(n):
    """How many calls fib(n) makes."""
    a, b = 1, 1
    for _ in range(n - 1):
        a, b = b, a + b + 1
    return b


def run(n, threads):
    """Wall and CPU seconds of fib(n) in so many threads at once."""
    results = [None] * threads
    start = threading.Barrier(threads + 1)

    def worker(index):
        start.wait()
        results[index] = fib(n)

    workers = [threading.Thread(target=worker, args=(i,)) for i in range(threads)]
    for thread in workers:
        thread.start()
    wall, cpu = time.perf_counter(), time.process_time()
    start.wait()
    for thread in workers:
        thread.join()
    seconds = time.perf_counter() - wall, time.process_time() - cpu
    if len(set(results)) != 1:
        raise RuntimeError(f"the threads disagree: {results}")
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("n", type=int, nargs="?", default=24)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N", help="numbers of threads to try")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="the best round is shown")
    options = parser.parse_args()
    if options.n < 0 or min(options.threads) < 1 or options.rounds < 1:
        parser.error("numbers must be positive")
    calls = calls_of_fib(options.n)
    print(f"fib({options.n}): {calls:,} calls in each thread, {os.cpu_count()} cores, best of {options.rounds}")
    print(f"{'threads':>7}{'wall':>11}{'CPU':>11}{'speed-up':>10}{'CPU per call':>15}{'ratio':>8}")
    fib(min(options.n, 15))
    first = None
    for threads in options.threads:
        wall, cpu = min(run(options.n, threads) for _ in range(options.rounds))
        per_call = cpu / (threads * calls)
        if first is None:
            first = wall / threads, per_call
        speed_up = first[0] * threads / wall
        print(f"{threads:>7}{wall:>9.3f} s{cpu:>9.3f} s{speed_up:>9.2f}x"
              f"{per_call * 1e9:>12.1f} ns{per_call / first[1]:>8.2f}")


if __name__ == "__main__":
    main()
