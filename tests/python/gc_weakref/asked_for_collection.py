# What a program has let go of is gone after gc.collect(), however it was used before.
import gc
import operator
import weakref


class Thing:
    def __init__(self, number=0):
        self.number = number


def assert_gone(reference):
    gc.collect()
    assert reference() is None, reference()


def a_variable():
    thing = Thing()
    reference = weakref.ref(thing)
    del thing
    assert_gone(reference)


def a_cycle_through_an_iterator():
    thing = Thing()
    reference = weakref.ref(thing)
    container = {thing, 1}
    thing.iterator = iter(container)
    del thing, container
    gc.collect()
    assert reference() is None


def a_cycle_through_a_native_object():
    thing = Thing()
    reference = weakref.ref(thing)
    thing.caller = operator.methodcaller("name", thing)
    del thing
    gc.collect()
    assert reference() is None


def a_discarded_result():
    things = [Thing(number) for number in range(3)]
    references = [weakref.ref(thing) for thing in things]
    things.pop()
    gc.collect()
    assert [reference() is None for reference in references] == [False, False, True]
    things.clear()
    gc.collect()
    assert all(reference() is None for reference in references)


def a_temporary_in_a_weak_dict():
    things = weakref.WeakValueDictionary()
    things["key"] = Thing()
    gc.collect()
    assert "key" not in things


def a_class_that_was_used():
    class Local:
        shared = 1

        def method(self):
            return self.shared

    local = Local()
    for _ in range(3):
        local.number = local.method()
    reference = weakref.ref(Local)
    del Local, local
    gc.collect()
    assert reference() is None


def what_a_finalizer_needed():
    class Holder(Thing):
        def __del__(self):
            seen.append(self.held.number)

    seen = []
    holder = Holder()
    holder.held = Thing(5)
    reference = weakref.ref(holder.held)
    del holder
    gc.collect()
    assert seen == [5]
    assert reference() is None


def a_callers_temporary():
    def in_between(reference):
        gc.collect()
        return reference() is None

    def make():
        thing = Thing()
        return thing, weakref.ref(thing)

    reference = make()[1]
    assert [1, in_between(reference)] == [1, True]


def what_is_still_used_stays():
    kept = [Thing(number) for number in range(50)]
    total = Thing(1).number + (gc.collect() * 0) + sum(thing.number for thing in kept)
    assert total == 1 + 49 * 25
    pair = (Thing(1), gc.collect(), Thing(2))
    assert pair[0].number + pair[2].number == 3
    assert "".join([Thing("a").number, str(gc.collect() * 0), Thing("b").number]) == "a0b"
    assert sorted(kept, key=lambda thing: (gc.collect() * 0, -thing.number))[0].number == 49
    assert list(map(gc.collect, [0, 1, 2]))[3:] == []


def generators_keep_theirs():
    def numbers():
        thing = Thing(7)
        for other in [Thing(1), Thing(2)]:
            yield thing.number + other.number

    found = []
    for number in numbers():
        gc.collect()
        found.append(number)
    assert found == [8, 9]


a_variable()
a_cycle_through_an_iterator()
a_cycle_through_a_native_object()
a_discarded_result()
a_temporary_in_a_weak_dict()
a_class_that_was_used()
what_a_finalizer_needed()
a_callers_temporary()
what_is_still_used_stays()
generators_keep_theirs()

thing = Thing()
reference = weakref.ref(thing)
del thing
gc.collect()
assert reference() is None
