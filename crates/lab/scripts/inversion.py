"""Priority inversion: a high thread waits for a lock of a low one while a middle one hogs the CPU.

Each round: the low thread takes the lock, wakes the high one and then the hog, and has eight
milliseconds of work to do before it lets go. Nothing but the low thread can end the high one's wait.
"""

import threading

import lab_tools

HIGH, MIDDLE, LOW = 2, 1, 0
WORK = 0.008
HOGGING = 0.2


class Round:
    def __init__(self):
        self.lock = threading.Lock()
        self.low_may_start = threading.Semaphore(0)
        self.high_may_start = threading.Semaphore(0)
        self.hog_may_start = threading.Semaphore(0)
        self.finished = threading.Semaphore(0)
        self.waits = []


def low(state, rounds, chunks):
    lab_tools.set_priority(LOW)
    for _ in range(rounds):
        state.low_may_start.acquire()
        with state.lock:
            state.high_may_start.release()
            state.hog_may_start.release()
            for _ in range(chunks):
                lab_tools.chunk()
        state.finished.release()


def high(state, rounds):
    lab_tools.set_priority(HIGH)
    for _ in range(rounds):
        state.high_may_start.acquire()
        before = lab_tools.clock()
        with state.lock:
            state.waits.append((lab_tools.clock() - before) / 1e6)
        state.finished.release()


def hog(state, rounds):
    lab_tools.set_priority(MIDDLE)
    for _ in range(rounds):
        state.hog_may_start.acquire()
        end = lab_tools.clock() + int(HOGGING * 1e9)
        while lab_tools.clock() < end:
            lab_tools.chunk()
        state.finished.release()


def main():
    options = lab_tools.arguments(rounds=10)
    chunks = lab_tools.chunks_in(WORK)
    has_priorities = lab_tools.set_priority(HIGH)
    state = Round()
    threads = [
        threading.Thread(target=low, args=(state, options.rounds, chunks), daemon=True),
        threading.Thread(target=high, args=(state, options.rounds), daemon=True),
        threading.Thread(target=hog, args=(state, options.rounds), daemon=True),
    ]
    for thread in threads:
        thread.start()
    counters = lab_tools.Counters()
    for _ in range(options.rounds):
        state.low_may_start.release()
        for _ in threads:
            state.finished.acquire()
    report = counters.report()
    report.update(has_priorities=has_priorities, waits_ms=state.waits)
    lab_tools.say(report)


if __name__ == "__main__":
    main()
