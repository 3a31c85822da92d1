# The program waits for ordinary threads at the end and abandons daemon threads.
# stdout: main ends
# stdout: worker done
import threading

main_done = threading.Event()


def worker():
    main_done.wait()
    print("worker done")


def forever():
    threading.Event().wait()


threading.Thread(target=forever, daemon=True).start()
threading.Thread(target=worker).start()
print("main ends", flush=True)
main_done.set()
