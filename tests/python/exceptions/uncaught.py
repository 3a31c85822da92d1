# An uncaught exception prints its traceback on stderr and exits with 1.
# exit: 1
# stdout: before
# stderr: Traceback (most recent call last):
# stderr: , line 14, in <module>
# stderr:     fail()
# stderr: , line 12, in fail
# stderr:     raise ValueError("not caught")
# stderr: ValueError: not caught
print("before")
def fail(): 
    raise ValueError("not caught")

fail()
