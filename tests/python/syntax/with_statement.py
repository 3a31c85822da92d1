# with: order of enter and exit, several items, parentheses, suppression, targets.
log = []


class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    def __enter__(self):
        log.append("enter " + self.name)
        return self.name

    def __exit__(self, kind, value, trace):
        log.append(f"exit {self.name} {kind.__name__ if kind else None}")
        return self.suppress


with Manager("a") as a, Manager("b") as b:
    log.append(a + b)
assert log == ["enter a", "enter b", "ab", "exit b None", "exit a None"]
log.clear()
with (
    Manager("a", suppress=True),
    Manager("b") as (target),
):
    raise KeyError("x")
assert log == ["enter a", "enter b", "exit b KeyError", "exit a KeyError"]


def early_return():
    with Manager("r"):
        return "value"


log.clear()
assert early_return() == "value" and log == ["enter r", "exit r None"]
holder = {}
with Manager("z") as holder["key"], Manager("xy") as (first, second):
    assert holder == {"key": "z"} and first + second == "xy"
log.clear()
for i in range(2):
    with Manager(str(i)):
        continue
assert log == ["enter 0", "exit 0 None", "enter 1", "exit 1 None"]
