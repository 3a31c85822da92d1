import first
def use():
    return first.x
seen = hasattr(first, 'x')
