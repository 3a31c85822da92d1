"""What threads cost: starting them, keeping many alive, and running the same work side by side.

    python costs.py [--threads N] [--json]
"""
import argparse
import json
import os
import threading
import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def countdown(n):
    while n > 0:
        n -= 1


def start_and_join(count):
    """Microseconds to start and join one thread that does nothing, the best of several rounds."""
    def nothing():
        pass

    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(count):
            thread = threading.Thread(target=nothing)
            thread.start()
            thread.join()
        best = min(best, (time.perf_counter() - start) / count)
    return best * 1e6


def resident_mib():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def many_alive(count):
    """Mebibytes resident, and seconds to start so many threads that wait and to end them."""
    release = threading.Event()
    before = resident_mib()
    start = time.perf_counter()
    threads = []
    try:
        for _ in range(count):
            thread = threading.Thread(target=release.wait)
            thread.start()
            threads.append(thread)
        used = resident_mib() - before
    finally:
        release.set()
        for thread in threads:
            thread.join()
    return used, time.perf_counter() - start


def side_by_side(function, argument):
    """Wall and CPU time of two threads against the same two calls one after the other."""
    def measured(run):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        return time.perf_counter() - wall, time.process_time() - cpu

    def one_after_the_other():
        function(argument)
        function(argument)

    def two_threads():
        threads = [threading.Thread(target=function, args=(argument,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    function(argument)
    rounds = [(measured(one_after_the_other), measured(two_threads)) for _ in range(5)]
    alone, together = (min(times) for times in zip(*rounds))
    return together[0] / alone[0], together[1] / alone[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=10_000, metavar="N", help="how many to keep alive at once")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")
    options = parser.parse_args()
    results = {"start and join a thread, microseconds": start_and_join(1000)}
    for name, function, argument in (("fib(27)", fib, 27), ("countdown(3,000,000)", countdown, 3_000_000)):
        wall, cpu = side_by_side(function, argument)
        results[f"{name} twice: time on two threads"] = wall
        results[f"{name} twice: CPU time on two threads"] = cpu
    used, seconds = many_alive(options.threads)
    results[f"{options.threads:,} threads alive, MiB"] = used
    results[f"{options.threads:,} threads started and ended, seconds"] = seconds
    if options.json:
        print(json.dumps(results))
    else:
        for name, value in results.items():
            print(f"{name:<52}{value:>10.3f}")


if __name__ == "__main__":
    main()
