"""collections.deque: both ends, rotation and bounded lengths."""
from collections import deque

from hammer import THREADS, hammer, ok, rounds

N = rounds(24000)
shared = deque()


def push(index):
    for i in range(N):
        (shared.append if i % 2 else shared.appendleft)((index, i))


hammer(push)
assert len(shared) == N * THREADS == len(set(shared))
taken = [[] for _ in range(THREADS)]


def pull(index):
    take = shared.pop if index % 2 else shared.popleft
    while True:
        try:
            taken[index].append(take())
        except IndexError:
            return


hammer(pull)
assert not shared and len({item for part in taken for item in part}) == N * THREADS == sum(map(len, taken))
ring = deque(range(10), maxlen=10)


def bounded(index):
    for i in range(N):
        ring.append(i)
        assert len(ring) == 10
        ring.rotate(1)


hammer(bounded)
assert len(list(ring)) == 10
messages = deque()
received = []


def send(index):
    for i in range(N):
        messages.append((index, i))


def receive(index):
    while len(received) < 4 * N:
        try:
            received.append(messages.popleft())
        except IndexError:
            pass


hammer(*[send] * 4, receive, threads=5)
for index in range(4):
    assert [i for n, i in received if n == index] == list(range(N)), "order of one sender"
ok()
