"""What the experiments share: CPU-bound threads that can be watched, counters, and the report.

Ordinary Python for any interpreter; what only some have (priorities, counters of the GIL) is looked for.
"""

import argparse
import json
import resource
import signal
import sys
import threading
import time

clock = time.monotonic_ns

# Iterations between two looks at the clock: short beside any switching interval.
CHUNK = 500

# Longer than this without finishing a chunk means that the thread was not running.
PAUSE = 100_000


def arguments(**defaults):
    """Options `--name value`, typed as their defaults; `--limit` seconds until the process is killed."""
    parser = argparse.ArgumentParser()
    for name, default in defaults.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(default), default=default)
    parser.add_argument("--limit", type=int, default=60)
    options = parser.parse_args()
    # The default action ends the process whatever its threads do, even if nobody waits for it any more.
    signal.alarm(options.limit)
    return options


def chunk(count=CHUNK):
    while count > 0:
        count -= 1


def warm_up(seconds=0.2):
    """Lets a just-in-time compiler see the CPU-bound loop before anything is measured."""
    end = clock() + int(seconds * 1e9)
    while clock() < end:
        chunk()


def chunks_in(seconds, sample=0.1):
    """How many chunks one thread alone does in this time."""
    warm_up()
    done = 0
    start = clock()
    end = start + int(sample * 1e9)
    while clock() < end:
        chunk()
        done += 1
    return max(1, int(done * seconds * 1e9 / (clock() - start)))


def set_priority(priority):
    """Asks for a priority (higher runs first); says if there is such a thing and it was granted."""
    if not hasattr(sys, "setpriority"):
        return False
    try:
        sys.setpriority(priority)
    except OSError:
        # Without a GIL it is the system's to grant.
        return False
    return True


class CpuThread(threading.Thread):
    """Counts down until it is stopped. `done` is written by this thread alone."""

    def __init__(self, deadline, priority=None):
        super().__init__(daemon=True)
        self.deadline = deadline
        self.priority = priority
        self.done = 0
        self.stopped = False
        self.longest_pause = 0
        self.recording = False
        self.slices = []
        self.ready = threading.Event()

    def run(self):
        if self.priority is not None:
            set_priority(self.priority)
        self.ready.set()
        begin = last = clock()
        recorded = False
        while not self.stopped and last < self.deadline:
            chunk()
            now = clock()
            pause = now - last
            if pause > self.longest_pause:
                self.longest_pause = pause
            if self.recording:
                if not recorded:
                    recorded, begin = True, last
                elif pause > PAUSE:
                    self.slices.append((begin, last))
                    begin = now
            elif recorded:
                recorded = False
                self.slices.append((begin, last))
            last = now
            self.done += 1
        if recorded:
            self.slices.append((begin, last))


class CpuThreads:
    """Some CPU-bound threads, and how much they get done between two marks."""

    def __init__(self, count, deadline, priorities=None):
        priorities = priorities or [None] * count
        self.threads = [CpuThread(deadline, priority) for priority in priorities[:count]]

    def start(self):
        for thread in self.threads:
            thread.start()
            thread.ready.wait()

    def stop(self):
        for thread in self.threads:
            thread.stopped = True
        for thread in self.threads:
            thread.join()

    def record(self, on):
        for thread in self.threads:
            thread.recording = on

    def forget_pauses(self):
        for thread in self.threads:
            thread.longest_pause = 0

    def mark(self):
        return clock(), [thread.done for thread in self.threads]

    @staticmethod
    def rate(before, after):
        """Chunks a second of all threads together."""
        seconds = (after[0] - before[0]) / 1e9
        return (sum(after[1]) - sum(before[1])) / seconds if seconds > 0 else 0.0

    @staticmethod
    def shares(before, after):
        return [end - start for start, end in zip(before[1], after[1])]


class Counters:
    """CPU time, switches of the operating system, and the GIL's own counters since it was made."""

    def __init__(self):
        self.wall = clock()
        self.usage = resource.getrusage(resource.RUSAGE_SELF)
        self.gil = self.of_the_gil()

    @staticmethod
    def of_the_gil():
        read = getattr(sys, "_gil_statistics", None)
        counters = read() if read is not None else None
        return {name: value for name, value in (counters or {}).items() if isinstance(value, int)}

    def report(self):
        now = resource.getrusage(resource.RUSAGE_SELF)
        was = self.usage
        gil = self.of_the_gil()
        return {
            "seconds": (clock() - self.wall) / 1e9,
            "cpu_seconds": now.ru_utime + now.ru_stime - was.ru_utime - was.ru_stime,
            "context_switches": now.ru_nvcsw + now.ru_nivcsw - was.ru_nvcsw - was.ru_nivcsw,
            "gil": {name: value - self.gil.get(name, 0) for name, value in gil.items()},
        }


def say(message):
    """One line of JSON for the lab."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
