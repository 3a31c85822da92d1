# multiprocessing beyond processes: shared memory, locks between processes, executors, managers of state.
import concurrent.futures
import multiprocessing as mp
from multiprocessing import shared_memory
import os
import threading


def fill(name):
    block = shared_memory.SharedMemory(name=name)
    block.buf[:5] = b"hello"
    block.close()


def power(x, y):
    return x ** y


if __name__ == "__main__":
    assert mp.get_all_start_methods()[0] == "forkserver" and mp.get_start_method() == "forkserver"
    context = mp.get_context("spawn")
    block = shared_memory.SharedMemory(create=True, size=64)
    child = context.Process(target=fill, args=(block.name,))
    child.start()
    child.join()
    assert child.exitcode == 0 and bytes(block.buf[:5]) == b"hello"
    block.close()
    block.unlink()
    numbers = shared_memory.ShareableList([1, "two", 3.0, None])
    assert list(numbers) == [1, "two", 3.0, None]
    numbers.shm.close()
    numbers.shm.unlink()

    # One lock, taken by threads of one process: recursive for its owner, and no count is lost.
    lock = context.RLock()
    total = 0

    def work():
        global total
        for _ in range(500):
            with lock, lock:
                total += 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total == 2000
    semaphore = context.BoundedSemaphore(2)
    assert semaphore.acquire() and semaphore.acquire() and not semaphore.acquire(timeout=0.01)
    semaphore.release()
    semaphore.release()
    try:
        semaphore.release()
    except ValueError as error:
        assert str(error) == "semaphore or lock released too many times"
    else:
        raise AssertionError("released too often")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(power, [2, 3, 4], [5, 2, 1])) == [32, 9, 4]
        future = pool.submit(os.getpid)
        assert future.result() != os.getpid()
