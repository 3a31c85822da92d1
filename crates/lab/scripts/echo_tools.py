"""The frame of every echo server: the listening socket, the CPU-bound threads beside it, the report.

A message is a size (4 bytes, big-endian) and that many bytes. The server ends when its client hangs up.
"""

import socket
import time

import lab_tools

# Until the CPU-bound threads run as they will.
SETTLE = 0.1


class Operations:
    """Time stamps around the blocking calls of a few messages, for the picture.

    A window opens at message `first` and closes after `span` seconds.
    """

    def __init__(self, first, span, threads):
        self.first = first
        self.span = int(span * 1e9)
        self.threads = threads
        self.message = 0
        self.closes = None
        self.stamps = []

    def call(self, name, function, *args):
        """function(*args), stamped if the window is open."""
        if self.closes is None:
            return function(*args)
        before = lab_tools.clock()
        result = function(*args)
        self.stamps.append((name, before, lab_tools.clock()))
        return result

    def next_message(self):
        self.message += 1
        if self.message == self.first:
            self.closes = lab_tools.clock() + self.span
            self.threads.record(True)
        elif self.closes is not None and lab_tools.clock() > self.closes:
            self.closes = None
            self.threads.record(False)


def no_delay(connection):
    """Otherwise the second part of a reply may wait for an acknowledgement of the first."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def listen():
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, listener.getsockname()[1]


def rate_alone(threads, seconds):
    """What the CPU-bound threads do per second while there are no messages."""
    before = threads.mark()
    time.sleep(seconds)
    return threads.rate(before, threads.mark())


def run(open_listener, serve):
    """serve(listener, operations) echoes to one client until that hangs up."""
    options = lab_tools.arguments(
        cpu_threads=0, cpu_priority=-1, alone=0.5, seconds=30.0, first=20, span=0.05
    )
    lab_tools.warm_up()
    deadline = lab_tools.clock() + int((2 * options.alone + options.seconds + 10) * 1e9)
    # Lower than the server's own, as in the talk, where the interpreter knows priorities.
    priorities = [options.cpu_priority] * options.cpu_threads
    threads = lab_tools.CpuThreads(options.cpu_threads, deadline, priorities)
    operations = Operations(options.first, options.span, threads)
    listener, port = open_listener()
    threads.start()
    alone = 0.0
    if options.cpu_threads:
        lab_tools.time.sleep(SETTLE)
        alone = rate_alone(threads, options.alone)
    threads.forget_pauses()
    counters = lab_tools.Counters()
    before = threads.mark()
    lab_tools.say({"port": port})
    serve(listener, operations)
    beside = threads.rate(before, threads.mark())
    longest = max((thread.longest_pause for thread in threads.threads), default=0)
    report = counters.report()
    if options.cpu_threads:
        # Before and after, in case the machine was busier with something else at one of the two.
        alone = (alone + rate_alone(threads, options.alone)) / 2
    threads.stop()
    report.update(
        alone=alone,
        beside=beside,
        longest_pause=longest / 1e9,
        operations=operations.stamps,
        slices=[thread.slices for thread in threads.threads],
    )
    lab_tools.say(report)
