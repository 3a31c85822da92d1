# A bank with several queues: heap of events, random with a fixed seed, classes, statistics.
import heapq
import random
from dataclasses import dataclass, field


@dataclass(order=True)
class Event:
    time: float
    kind: str = field(compare=False)
    who: int = field(compare=False)


class Bank:
    def __init__(self, tellers, seed):
        self.random = random.Random(seed)
        self.free, self.queue, self.events, self.waits = tellers, [], [], {}
        self.arrived = {}

    def schedule(self, time, kind, who):
        heapq.heappush(self.events, Event(time, kind, who))

    def run(self, customers):
        time = 0.0
        for who in range(customers):
            time += self.random.expovariate(1.0)
            self.schedule(time, "arrive", who)
        while self.events:
            event = heapq.heappop(self.events)
            match event:
                case Event(time, "arrive", who):
                    self.arrived[who] = time
                    self.queue.append(who)
                case Event(time, "leave", _):
                    self.free += 1
            while self.free and self.queue:
                who = self.queue.pop(0)
                self.free -= 1
                self.waits[who] = event.time - self.arrived[who]
                self.schedule(event.time + self.random.uniform(0.5, 3.0), "leave", who)
        return self.waits


one, again, two = Bank(1, 7).run(200), Bank(1, 7).run(200), Bank(3, 7).run(200)
assert one == again and len(one) == 200 and min(one.values()) == 0.0
assert sum(two.values()) < sum(one.values()) and all(wait >= 0 for wait in two.values())
assert list(one) == sorted(one)
