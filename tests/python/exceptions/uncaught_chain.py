# An uncaught chained exception prints both tracebacks and the line between them.
# exit: 1
# stderr: KeyError: 'first'
# stderr: The above exception was the direct cause of the following exception:
# stderr: ValueError: second
# stderr: During handling of the above exception, another exception occurred:
# stderr: TypeError: third
try:
    try:
        raise KeyError("first")
    except KeyError as error:
        raise ValueError("second") from error
except ValueError:
    raise TypeError("third")
