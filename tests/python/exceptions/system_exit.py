# SystemExit with an integer sets the exit status; cleanup still runs.
# exit: 7
# stdout: cleanup
# stdout: at exit
import atexit
import sys

atexit.register(print, "at exit")
try:
    sys.exit(7)
finally:
    print("cleanup")
