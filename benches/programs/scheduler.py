"""A toy operating system: tasks of several classes pass packets through linked queues under priorities."""
import sys
import time


class Packet:
    def __init__(self, link, kind, size):
        self.link, self.kind, self.size = link, kind, size
        self.position = 0
        self.data = [0] * 4


def append_packet(queue, packet):
    packet.link = None
    if queue is None:
        return packet
    last = queue
    while last.link is not None:
        last = last.link
    last.link = packet
    return queue


class Task:
    def __init__(self, kernel, name, priority):
        self.kernel, self.name, self.priority = kernel, name, priority
        self.inbox = None
        self.waiting = False
        self.runs = 0
        kernel.add(self)

    def receive(self, packet):
        self.inbox = append_packet(self.inbox, packet)
        self.waiting = False

    def take(self):
        packet = self.inbox
        if packet is not None:
            self.inbox = packet.link
            packet.link = None
        return packet

    def ready(self):
        return not self.waiting

    def run(self):
        self.runs += 1
        self.step(self.take())

    def step(self, packet):
        raise NotImplementedError


class Source(Task):
    def __init__(self, kernel, name, priority, packets, target):
        super().__init__(kernel, name, priority)
        self.left, self.target = packets, target

    def step(self, packet):
        if self.left == 0:
            self.waiting = True
            return
        self.left -= 1
        self.kernel.send(self.target, Packet(None, self.left % 3, self.left & 3))


class Worker(Task):
    def __init__(self, kernel, name, priority, targets):
        super().__init__(kernel, name, priority)
        self.targets = targets
        self.seed = 1

    def step(self, packet):
        if packet is None:
            self.waiting = True
            return
        for i in range(4):
            self.seed = (self.seed * 1309 + 13849) & 0xFFFF
            packet.data[i] = self.seed & 0xFF
        self.kernel.send(self.targets[packet.kind % len(self.targets)], packet)


class Device(Task):
    def __init__(self, kernel, name, priority, sink):
        super().__init__(kernel, name, priority)
        self.sink, self.held = sink, None

    def step(self, packet):
        if packet is not None and self.held is None:
            self.held = packet
        elif packet is not None:
            self.kernel.send(self.sink, packet)
        elif self.held is not None:
            held, self.held = self.held, None
            self.kernel.send(self.sink, held)
        else:
            self.waiting = True


class Sink(Task):
    total = 0

    def step(self, packet):
        if packet is None:
            self.waiting = True
        else:
            Sink.total += 1
            packet.position = sum(packet.data) + packet.size


class Kernel:
    def __init__(self):
        self.tasks, self.by_name, self.switches = [], {}, 0

    def add(self, task):
        self.by_name[task.name] = task
        self.tasks.append(task)
        self.tasks.sort(key=lambda t: -t.priority)

    def send(self, name, packet):
        self.by_name[name].receive(packet)

    def run(self):
        while True:
            for task in self.tasks:
                if task.ready():
                    self.switches += 1
                    task.run()
                    break
            else:
                return


def run(scale):
    packets = int(80_000 * scale)
    kernel = Kernel()
    Source(kernel, "source", 10, packets, "worker")
    Worker(kernel, "worker", 20, ["device1", "device2"])
    Device(kernel, "device1", 30, "sink")
    Device(kernel, "device2", 30, "sink")
    Sink(kernel, "sink", 40)
    kernel.run()
    assert Sink.total == packets and kernel.switches > packets


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"scheduler {time.perf_counter() - start:.3f}")
