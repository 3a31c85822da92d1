#!/usr/bin/env python3
"""David Beazley's experiment: count down twice, one after the other, then in two threads at once.

With a global interpreter lock the threads take as long as the sequence, or longer, and burn more CPU time doing
it. Without one they take half as long on two cores, for the same CPU time.
"""
import argparse
import os
import threading
import time


def countdown(n):
    while n > 0:
        n -= 1


def measure(action):
    """Wall-clock and CPU seconds of a call."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


def sequential(n, times):
    for _ in range(times):
        countdown(n)


def threaded(n, threads):
    workers = [threading.Thread(target=countdown, args=(n,)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5_000_000, metavar="N", help="where each countdown starts")
    parser.add_argument("--threads", type=int, default=2, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="the best round is shown")
    options = parser.parse_args()
    if min(options.count, options.threads, options.rounds) < 1:
        parser.error("every number must be at least 1")
    countdown(min(options.count, 100_000))
    alone = min(measure(lambda: sequential(options.count, options.threads)) for _ in range(options.rounds))
    together = min(measure(lambda: threaded(options.count, options.threads)) for _ in range(options.rounds))
    print(f"{options.threads} countdowns from {options.count:,}, {os.cpu_count()} cores, best of {options.rounds}")
    print(f"{'':<12}{'wall':>10}{'CPU':>10}")
    print(f"{'sequential':<12}{alone[0]:>8.3f} s{alone[1]:>8.3f} s")
    print(f"{'threads':<12}{together[0]:>8.3f} s{together[1]:>8.3f} s")
    print(f"speed-up {alone[0] / together[0]:.2f}x, CPU time {together[1] / alone[1]:.2f} of the sequential one")


if __name__ == "__main__":
    main()
