"""Exceptions: raised, chained, annotated and caught in every thread, with one instance shared by all."""
import sys
import traceback

from hammer import hammer, ok, rounds

N = rounds(1500)
shared = ValueError("shared")


def deep(n, error):
    if n == 0:
        raise error
    deep(n - 1, error)


def own(index):
    for i in range(N):
        try:
            try:
                deep(3, KeyError(index, i))
            except KeyError as inner:
                raise TypeError(index) from inner
        except TypeError as outer:
            assert outer.args == (index,) and outer.__cause__.args == (index, i)
            assert sys.exception() is outer
            frames = traceback.extract_tb(outer.__cause__.__traceback__)
            assert [f.name for f in frames] == ["own", "deep", "deep", "deep", "deep"]
        assert sys.exception() is None


hammer(own)


def same_instance(index):
    for i in range(N):
        try:
            deep(2, shared.with_traceback(None))
        except ValueError as error:
            assert error is shared and error.args == ("shared",)


hammer(same_instance)
traceback.format_exception(shared)


def groups(index):
    for i in range(N // 2):
        seen = []
        try:
            raise ExceptionGroup("g", [ValueError(i), KeyError(index), ExceptionGroup("h", [ValueError(-i)])])
        except* ValueError as group:
            seen.append(len(group.exceptions))
        except* KeyError as group:
            seen.append(group.exceptions[0].args)
        assert seen == [2, (index,)]


hammer(groups)


def finally_blocks(index):
    log = []
    for i in range(N):
        try:
            try:
                1 / (i % 3)
            finally:
                log.append(i)
        except ZeroDivisionError:
            log.append(-i)
    assert len(log) == N + (N + 2) // 3


hammer(finally_blocks)
ok()
