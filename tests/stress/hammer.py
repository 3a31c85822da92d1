"""What the stress programs share: start threads together, wait for them, raise what they raised."""
import os
import sys
import threading
import time

THREADS = 8
SCALE = float(os.environ.get("TYPHON_STRESS_SCALE", "1"))
# What programs that choose at random choose by: the same seed makes the same choices, if not the same interleavings.
SEED = int(os.environ.get("TYPHON_STRESS_SEED", "1"))


def rounds(count):
    """The number of rounds to make, after TYPHON_STRESS_SCALE."""
    return max(1, int(count * SCALE))


def hammer(*functions, threads=THREADS):
    """Run function(index) in every thread at once; with several functions, thread i runs function i modulo their number."""
    start = threading.Barrier(threads)
    failures = []

    def body(index):
        try:
            start.wait()
            functions[index % len(functions)](index)
        except BaseException as error:
            failures.append(error)

    # Daemons, and joined in slices: one thread's failure must be reported even if it leaves the others waiting.
    workers = [threading.Thread(target=body, args=(index,), daemon=True) for index in range(threads)]
    for worker in workers:
        worker.start()
    grace = time.monotonic() + 5
    while any(worker.is_alive() for worker in workers):
        for worker in workers:
            worker.join(0.5)
        if not failures:
            grace = time.monotonic() + 5
        elif time.monotonic() > grace:
            break
    if failures:
        raise failures[0]


def eager_switching():
    """Under a global lock, switch threads as often as possible, so that races show there too."""
    sys.setswitchinterval(1e-5)


def ok():
    print(os.path.basename(sys.argv[0]), "ok")


eager_switching()
