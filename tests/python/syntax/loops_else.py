# while and for: else clauses, break, continue, nested loops, loop variable left behind.
out = []
for i in range(3):
    if i == 1:
        continue
    out.append(i)
else:
    out.append("else")
assert out == [0, 2, "else"] and i == 2
for i in range(5):
    if i == 3:
        break
else:
    raise AssertionError
assert i == 3
count = 0
while count < 3:
    count += 1
else:
    count = "done"
assert count == "done"
pairs = []
for a in range(3):
    for b in range(3):
        if b > a:
            break
        pairs.append((a, b))
    else:
        pairs.append("full")
assert pairs == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), "full"]
for never in []:
    pass
else:
    out = "empty"
assert out == "empty"
slots = [0, 0]
for slots[0], slots[1] in [(1, 2), (3, 4)]:
    pass
assert slots == [3, 4]


def finally_continue():
    log = []
    for i in range(3):
        try:
            if i == 1:
                continue
            log.append(i)
        finally:
            log.append("f")
    return log


assert finally_continue() == [0, "f", "f", 2, "f"]
