"""Runs one module of the tests folder; writes what becomes of each test to a journal.

Arguments: the module, the journal, a file that names the tests to leave out, and modules of the library that
are to seem to lie on disk, as the tests read their source. The journal is opened for each
line, as tests close descriptors; a line is a word, the test's name and a reason, with tabs between. The last
test that was started and did not end is the one that crashed.
"""

import doctest
import os
import signal
import sys
import unittest

# A shell starts what it puts into the background with SIGINT ignored, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)


class Journal:
    """Keeps what it uses, as tests replace functions of os."""

    def __init__(self, path, open=os.open, write=os.write, close=os.close):
        self.path = path
        self.calls = open, write, close
        self.flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self.process = os.getpid()

    def line(self, word, name, reason=""):
        if os.getpid() != self.process:
            return
        reason = str(reason).replace("\n", " ").replace("\t", " ")[:300]
        open, write, close = self.calls
        descriptor = open(self.path, self.flags, 0o600)
        try:
            write(descriptor, f"{word}\t{name}\t{reason}\n".encode("utf-8", "backslashreplace"))
        finally:
            close(descriptor)


def reason_of(error):
    kind, value, _ = error
    try:
        text = str(value)
    except BaseException as nested:
        text = f"(no text: {type(nested).__name__})"
    return f"{kind.__name__}: {text}"


class Result(unittest.TestResult):
    """One line when a test starts, and one with the worst that happened when it stops."""

    ORDER = ["passed", "skipped", "failed", "errored"]

    def __init__(self, journal, names, prefix):
        super().__init__()
        self.journal = journal
        self.prefix = prefix
        self.waiting = dict.fromkeys(names)
        self.worst = None

    def name(self, test):
        return test.id().removeprefix(self.prefix)

    def note(self, test, outcome, reason=""):
        if not isinstance(test, unittest.TestCase):
            self.note_fixture(test.id(), outcome, reason)
        elif self.worst is None or self.ORDER.index(outcome) > self.ORDER.index(self.worst[0]):
            self.worst = outcome, reason

    def note_fixture(self, fixture, outcome, reason):
        """A class or module that could not be set up takes its tests with it."""
        place = fixture.partition("(")[2].rstrip(")") + "."
        lost = [name for name in self.waiting if (self.prefix + name).startswith(place)]
        for name in lost if fixture.startswith("setUp") else []:
            del self.waiting[name]
            self.journal.line(outcome, name, reason)
        if not lost:
            self.journal.line(outcome, fixture, reason)

    def startTest(self, test):
        super().startTest(test)
        self.worst = None
        self.journal.line("started", self.name(test))

    def stopTest(self, test):
        super().stopTest(test)
        outcome, reason = self.worst or ("passed", "")
        self.waiting.pop(self.name(test), None)
        self.journal.line(outcome, self.name(test), reason)

    def addFailure(self, test, error):
        self.note(test, "failed", reason_of(error))

    def addError(self, test, error):
        self.note(test, "errored", reason_of(error))

    def addSubTest(self, test, subtest, error):
        if error is not None:
            outcome = "failed" if issubclass(error[0], test.failureException) else "errored"
            self.note(test, outcome, f"{subtest._subDescription()} {reason_of(error)}")

    def addSkip(self, test, reason):
        self.note(getattr(test, "test_case", test), "skipped", reason)

    def addUnexpectedSuccess(self, test):
        """What CPython is known to fail may pass here."""


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


def skip_examples(test, name, left_out):
    """Leaves out single examples of a doctest, which are named by the test and their source."""
    for example in test._dt_test.examples if isinstance(test, doctest.DocTestCase) else []:
        if f"{name}: {example.source.strip()}" in left_out:
            example.options[doctest.SKIP] = True


def write_to_disk(name):
    """Puts the source of a module beside the folder of the tests."""
    import importlib

    module = importlib.import_module(name)
    library = next(path for path in sys.path if os.path.isdir(os.path.join(path, "test")))
    file = os.path.join(library, f"{name}_source", f"{name}.py")
    os.mkdir(os.path.dirname(file))
    os.symlink(os.path.join(library, "test"), os.path.join(os.path.dirname(file), "test"))
    with open(file, "w", encoding="utf-8") as written:
        written.write(module.__spec__.loader.get_source(name))
    module.__file__ = file


def find_tests_in_children():
    """Children of the tests import the tests' package, which for CPython is part of the library: they are
    not isolated, but get the path to it."""
    from test.support import script_helper

    run = script_helper.run_python_until_end

    def run_with_path(*arguments, **variables):
        if not variables.get("__isolated"):
            variables.setdefault("PYTHONPATH", os.environ.get("PYTHONPATH", ""))
        return run(*arguments, **variables)

    script_helper.run_python_until_end = run_with_path


def main():
    module, journal, left_out, *on_disk = sys.argv[1:]
    del sys.argv[1:]
    for name in on_disk:
        write_to_disk(name)
    journal = Journal(journal)
    with open(left_out, encoding="utf-8") as file:
        left_out = set(file.read().splitlines())
    prefix = f"test.{module}."

    def wanted(test):
        name = test.id().removeprefix(prefix)
        parts = name.split(".")
        return "*" not in left_out and not any(".".join(parts[:n]) in left_out for n in range(1, len(parts) + 1))

    from test import support
    find_tests_in_children()
    support.use_resources = {}  # as the test runner of CPython does when no resource is asked for
    try:
        tests = unittest.defaultTestLoader.loadTestsFromName(f"test.{module}")
    except BaseException as error:
        outcome = "skipped" if isinstance(error, unittest.SkipTest) else "errored"
        journal.line(outcome, "(the module)", reason_of((type(error), error, None)))
        journal.line("ended", module)
        return
    tests = [test for test in flat(tests) if wanted(test)]
    names = [test.id().removeprefix(prefix) for test in tests]
    for name, test in zip(names, tests):
        skip_examples(test, name, left_out)
        journal.line("planned", name)
    unittest.TestSuite(tests).run(Result(journal, names, prefix))
    journal.line("ended", module)


main()
sys.stdout.flush()
os._exit(0)
