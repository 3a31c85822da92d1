#!/usr/bin/env python3
"""A pipeline of stages joined by bounded queues: make, parse, hash, collect.

Each stage has its own threads. A queue that is full holds its producers back, and a stage ends when all the threads
before it have ended. The summary shows what passed through each stage and how full its queue became.
"""
import argparse
import hashlib
import queue
import random
import sys
import threading
import time

END = object()


class Stage:
    """Threads that take items from one queue, apply a function, and put the results in the next."""

    def __init__(self, name, function, threads, capacity):
        self.name, self.function, self.threads = name, function, threads
        self.inbox = queue.Queue(capacity)
        self.next = None
        self.lock = threading.Lock()
        self.running = threads
        self.handled = self.deepest = 0
        self.busy = 0.0
        self.errors = []

    def start(self):
        self.workers = [threading.Thread(target=self.work, name=f"{self.name}-{i}") for i in range(self.threads)]
        for worker in self.workers:
            worker.start()

    def work(self):
        handled, deepest, busy = 0, 0, 0.0
        while (item := self.inbox.get()) is not END:
            deepest = max(deepest, self.inbox.qsize() + 1)
            start = time.perf_counter()
            try:
                result = self.function(item)
            except Exception as error:
                with self.lock:
                    self.errors.append((item, error))
                continue
            busy += time.perf_counter() - start
            handled += 1
            if self.next is not None:
                self.next.inbox.put(result)
        with self.lock:
            self.handled += handled
            self.busy += busy
            self.deepest = max(self.deepest, deepest)
            self.running -= 1
            last = self.running == 0
        if last and self.next is not None:
            self.next.finish()

    def finish(self):
        for _ in range(self.threads):
            self.inbox.put(END)


def parse(line):
    name, numbers = line.split(":")
    return name, [int(n) for n in numbers.split(",")]


def make_hasher(rounds):
    def hash_record(record):
        name, numbers = record
        digest = repr(sorted(numbers)).encode()
        for _ in range(rounds):
            digest = hashlib.sha256(digest).digest()
        return name, sum(numbers), digest.hex()
    return hash_record


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=2000, metavar="N")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="threads of each middle stage")
    parser.add_argument("--capacity", type=int, default=64, metavar="N", help="length of each queue")
    parser.add_argument("--rounds", type=int, default=50, metavar="N", help="hashes of each record")
    options = parser.parse_args()
    if min(options.items, options.threads, options.capacity, options.rounds) < 1:
        parser.error("numbers must be positive")
    random.seed(1)
    lines = [f"record-{i}:" + ",".join(str(random.randrange(1000)) for _ in range(20)) for i in range(options.items)]
    collected = {}

    def collect(result):
        name, total, digest = result
        collected[name] = total, digest

    stages = [Stage("parse", parse, options.threads, options.capacity),
              Stage("hash", make_hasher(options.rounds), options.threads, options.capacity),
              Stage("collect", collect, 1, options.capacity)]
    for stage, following in zip(stages, stages[1:]):
        stage.next = following
    start = time.perf_counter()
    for stage in stages:
        stage.start()
    for line in lines:
        stages[0].inbox.put(line)
    stages[0].finish()
    for stage in stages:
        for worker in stage.workers:
            worker.join()
    seconds = time.perf_counter() - start
    print(f"{'stage':<9}{'threads':>8}{'handled':>9}{'errors':>8}{'deepest':>9}{'busy':>10}")
    for stage in stages:
        print(f"{stage.name:<9}{stage.threads:>8}{stage.handled:>9}{len(stage.errors):>8}{stage.deepest:>9}{stage.busy:>8.3f} s")
    print(f"{len(collected):,} records in {seconds:.3f} s, sum {sum(total for total, _ in collected.values()):,}")
    complete = len(collected) == options.items and not any(stage.errors for stage in stages)
    if not complete:
        print("pipeline: some records were lost", file=sys.stderr)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
