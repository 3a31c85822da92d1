# Cyclic garbage is collected, whatever it is made of; what can be reached stays.
import gc
import weakref

class Node:
    pass

def collect():
    for _ in range(3):
        gc.collect()

def cycle_of_two():
    a, b = Node(), Node()
    a.other, b.other = b, a
    return weakref.ref(a)

def self_list():
    node = Node()
    node.items = [node, {"k": node}, (node,), {1: [node]}]
    return weakref.ref(node)

def closure_cycle():
    node = Node()

    def function():
        return node, function
    node.function = function
    return weakref.ref(node)

def class_cycle():
    class Local:
        pass
    Local.instance = Local()
    return weakref.ref(Local)

def generator_cycle():
    node = Node()

    def gen():
        yield node
    node.gen = gen()
    next(node.gen)
    return weakref.ref(node)

def exception_cycle():
    node = Node()
    try:
        raise ValueError(node)
    except ValueError as error:
        node.error = error
    return weakref.ref(node)

makers = (cycle_of_two, self_list, closure_cycle, class_cycle, generator_cycle, exception_cycle)
refs = [make() for make in makers]
[make() for make in makers]  # leftovers on the machine's stack are of these now
collect()
assert [r() for r in refs] == [None] * len(refs)
