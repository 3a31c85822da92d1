"""A thread that draws 60 frames a second beside CPU-bound threads.

A frame is what a toolkit does: look for events, compute a little, send drawing commands to a display.
A frame that is not drawn when the next one is due is missed.
"""

import select
import socket
import time

import lab_tools

PERIOD = 1_000_000_000 // 60
DRAWING = b"x" * 256


def draw(chunks, display, events):
    select.select([events], [], [], 0)
    for _ in range(chunks):
        lab_tools.chunk()
    display.sendall(DRAWING)
    display.sendall(DRAWING)


def main():
    options = lab_tools.arguments(cpu_threads=1, cpu_priority=-1, seconds=3.0)
    per_millisecond = max(1, lab_tools.chunks_in(0.001))
    display, screen = socket.socketpair()
    screen.setblocking(False)
    deadline = lab_tools.clock() + int((options.seconds + 5) * 1e9)
    priorities = [options.cpu_priority] * options.cpu_threads
    threads = lab_tools.CpuThreads(options.cpu_threads, deadline, priorities)
    threads.start()
    counters = lab_tools.Counters()
    before = threads.mark()
    start = lab_tools.clock()
    frames = int(options.seconds * 60)
    late = []
    missed = 0
    frame = 0
    while frame < frames:
        due = start + frame * PERIOD
        wait = due - lab_tools.clock()
        if wait > 0:
            time.sleep(wait / 1e9)
        draw(per_millisecond, display, screen)
        try:
            while screen.recv(65536):
                pass
        except BlockingIOError:
            pass
        now = lab_tools.clock()
        late.append((now - due) / 1e6)
        # Whole periods that went by meanwhile are frames that nobody saw.
        behind = max(0, (now - due) // PERIOD)
        skipped = min(behind, frames - frame)
        missed += skipped
        frame += max(1, skipped)
    report = counters.report()
    rate = threads.rate(before, threads.mark())
    threads.stop()
    report.update(frames=frames, missed=missed, late_ms=late, rate=rate)
    lab_tools.say(report)


if __name__ == "__main__":
    main()
