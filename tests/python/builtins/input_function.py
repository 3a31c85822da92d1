# input: reads lines from sys.stdin, prompts on stdout, EOFError.
# stdout: prompt> got: first
import io
import sys

sys.stdin = io.StringIO("first\nsecond\n")
print("got:", input("prompt> "))
assert input() == "second"
try:
    input()
except EOFError as error:
    assert str(error) == "EOF when reading a line"
else:
    raise AssertionError
