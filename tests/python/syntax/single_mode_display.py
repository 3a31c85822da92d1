# Code compiled in "single" mode shows expression values through sys.displayhook.
# stdout: 3
# stdout: 'text'
# stdout: shown: 5
import builtins
import sys

exec(compile("1 + 2", "<x>", "single"))
assert builtins._ == 3
exec(compile("'text'", "<x>", "single"))
exec(compile("None", "<x>", "single"))
assert builtins._ == "text"
sys.displayhook = lambda value: print("shown:", value)
exec(compile("x = 5; x", "<x>", "single"))
