"""CPU-bound threads side by side: the share of each, and how long each had to wait for its turn.

With equal priorities it is the fairness test, with different ones the starvation test.
"""

import time

import lab_tools


def main():
    options = lab_tools.arguments(priorities="0,0,0,0", seconds=3.0)
    priorities = [int(priority) for priority in options.priorities.split(",")]
    lab_tools.warm_up()
    deadline = lab_tools.clock() + int((options.seconds + 5) * 1e9)
    # Above its hogs, so that it can start and stop them.
    has_priorities = lab_tools.set_priority(max(priorities) + 1)
    threads = lab_tools.CpuThreads(len(priorities), deadline, priorities)
    threads.start()
    time.sleep(0.1)
    threads.forget_pauses()
    counters = lab_tools.Counters()
    before = threads.mark()
    time.sleep(options.seconds)
    after = threads.mark()
    now = after[0]
    report = counters.report()
    pauses = [thread.longest_pause / 1e9 for thread in threads.threads]
    threads.stop()
    shares = threads.shares(before, after)
    # Who did nothing at all has been waiting from the first mark to the last.
    whole = (now - before[0]) / 1e9
    pauses = [whole if share == 0 else pause for share, pause in zip(shares, pauses)]
    report.update(
        has_priorities=has_priorities,
        priorities=priorities,
        shares=shares,
        longest_pauses=pauses,
        rate=threads.rate(before, after),
    )
    lab_tools.say(report)


if __name__ == "__main__":
    main()
