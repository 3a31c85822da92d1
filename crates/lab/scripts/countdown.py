"""Two CPU-bound threads against the same work done twice in a row."""

import threading

import lab_tools


def countdown(chunks):
    while chunks > 0:
        chunks -= 1
        lab_tools.chunk()


def sequential(chunks):
    countdown(chunks)
    countdown(chunks)


def threaded(chunks):
    threads = [threading.Thread(target=countdown, args=(chunks,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    options = lab_tools.arguments(seconds=1.0, rounds=3)
    chunks = lab_tools.chunks_in(options.seconds / 2)
    sequential(max(1, chunks // 10))
    rounds = []
    for _ in range(options.rounds):
        measured = {}
        for name, work in (("sequential", sequential), ("threaded", threaded)):
            counters = lab_tools.Counters()
            work(chunks)
            measured[name] = counters.report()
        rounds.append(measured)
    lab_tools.say({"rounds": rounds})


if __name__ == "__main__":
    main()
