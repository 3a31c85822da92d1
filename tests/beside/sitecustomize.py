"""Imported at start-up when this folder is on the path: four threads go on changing objects that they share while
the program runs, so that the runtime is never alone with it."""
import threading
import time

THREADS = 4


class Point:
    pass


numbers, words, members, point = [], {}, set(), Point()


def mutate(index):
    step = 0
    while True:
        step += 1
        numbers.append(step)
        words[step % 97] = (index, step)
        members.add(step % 31)
        setattr(point, f"a{step % 7}", step)
        if len(numbers) > 500:
            del numbers[:]
        if step % 50 == 0:
            members.clear()
            words.clear()
            "".join(map(str, list(numbers)))
            time.sleep(0.0005)


for index in range(THREADS):
    threading.Thread(target=mutate, args=(index,), daemon=True, name=f"mutator {index}").start()
