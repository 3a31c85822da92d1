# SystemExit with a text prints it on stderr and exits with 1.
# exit: 1
# stderr: the reason
import sys

sys.exit("the reason")
