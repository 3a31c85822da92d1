# finally with return, break and continue: they win over exceptions and earlier returns.
import warnings

source = '''
def overrides():
    try:
        return 1
    finally:
        return 2

def swallows():
    try:
        raise ValueError
    finally:
        return "swallowed"

def breaks():
    for i in range(3):
        try:
            raise KeyError
        finally:
            break
    return i

def continues():
    n = 0
    for i in range(3):
        try:
            return "never"
        finally:
            n += 1
            continue
    return n
'''
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    exec(source)
assert [str(w.message) for w in caught] == [
    "'return' in a 'finally' block", "'return' in a 'finally' block",
    "'break' in a 'finally' block", "'continue' in a 'finally' block"]
assert all(w.category is SyntaxWarning for w in caught)
assert (overrides(), swallows(), breaks(), continues()) == (2, "swallowed", 0, 3)


def value_kept():
    x = 1
    try:
        return x
    finally:
        x = 2


assert value_kept() == 1
