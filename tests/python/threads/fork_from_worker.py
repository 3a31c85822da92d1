# A thread forks: in the child it is the main one, and the old main thread, whatever its ident was, has ended.
# stdout: joined the old main thread
# stdout: the child ended with 0
import os
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)
old_main = threading.main_thread()


def join():
    old_main.join()  # though this thread may have got its ident
    print("joined the old main thread", flush=True)


def work():
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        print("the child ended with", os.waitstatus_to_exitcode(status), flush=True)
        return
    assert threading.main_thread() is threading.current_thread() and not old_main.is_alive()
    joining = threading.Thread(target=join)
    joining.start()
    joining.join()
    os._exit(0)


worker = threading.Thread(target=work)
worker.start()
worker.join()
