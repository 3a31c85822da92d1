"""os.fork while other threads keep changing the objects that the child goes on to use, starting threads, and
waiting for each other: nothing may stay locked in the child."""
import os
import queue
import signal
import threading

from hammer import THREADS, hammer, ok, rounds

N = rounds(40)
shared_list = list(range(100))
shared_dict = dict.fromkeys(range(100), 0)
shared_set = set(range(100))
finished = threading.Event()


def change(index):
    i = 0
    while not finished.is_set():
        shared_list.append(i)
        shared_list.pop()
        shared_list.insert(0, i)
        shared_list.pop(0)
        shared_dict[index, i % 50] = [i]
        shared_dict.pop((index, (i + 25) % 50), None)
        shared_set.add((index, i % 50))
        shared_set.discard((index, (i + 25) % 50))
        i += 1


def start_threads(index):
    while not finished.is_set():
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()


def wait_for_each_other(index):
    """Waits outside the runtime begin and end all the time."""
    lock = threading.Condition()
    questions, answers = queue.SimpleQueue(), queue.SimpleQueue()

    def answer():
        while (question := questions.get()) is not None:
            with lock:
                lock.notify()
            answers.put(question)

    thread = threading.Thread(target=answer)
    thread.start()
    while not finished.is_set():
        with lock:
            questions.put(index)
            lock.wait(0.001)
        assert answers.get() == index
    questions.put(None)
    thread.join()


def child():
    """What the only thread of the child does to everything."""
    signal.alarm(60)
    for i in range(100):
        shared_list.append(i)
        shared_dict[i] = i
        shared_set.add(-i)
    assert shared_list[-100:] == list(range(100))
    assert all(shared_dict[i] == i for i in range(100))
    assert all(-i in shared_set for i in range(100))
    thread = threading.Thread(target=shared_list.append, args=("last",))
    thread.start()
    thread.join()
    assert shared_list[-1] == "last"
    rounds = threading.Thread(target=wait_for_each_other, args=(0,))
    finished.clear()
    rounds.start()
    for _ in range(100):
        threading.Event().wait(0.0001)
    finished.set()
    rounds.join()


def fork(index):
    try:
        for _ in range(N):
            process = os.fork()
            if process == 0:
                status = 1
                try:
                    child()
                    status = 0
                finally:
                    os._exit(status)
            assert os.waitpid(process, 0)[1] == 0, "the child could not go on"
    finally:
        finished.set()


hammer(fork, start_threads, start_threads, wait_for_each_other, wait_for_each_other, *[change] * (THREADS - 5))
ok()
