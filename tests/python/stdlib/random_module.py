# random: seeded sequences, ranges, choices, shuffles, distributions, errors.
import random
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


random.seed(42)
assert [random.random() for _ in range(3)] == [0.6394267984578837, 0.025010755222666936, 0.27502931836911926]
random.seed(42)
assert [random.randint(1, 100) for _ in range(5)] == [82, 15, 4, 95, 36]
r = random.Random(1)
assert r.randrange(10) == 2 and r.choice("abcdef") in "abcdef" and 0 <= r.getrandbits(8) < 256
items = list(range(10))
random.Random(5).shuffle(items)
assert sorted(items) == list(range(10)) and items != list(range(10))
a, b = random.Random(7), random.Random(7)
assert [a.gauss(0, 1) for _ in range(5)] == [b.gauss(0, 1) for _ in range(5)]
state = a.getstate()
x = a.random()
a.setstate(state)
assert a.random() == x and len(random.sample(range(100), 10)) == 10 and len(set(random.sample(range(1000), 100))) == 100
assert len(random.choices("ab", k=5)) == 5
assert set(random.choices([1, 2], weights=[0, 1], k=20)) == {2} and 1 <= random.uniform(1, 2) <= 2
assert 0 <= random.triangular(0, 1, 0.5) <= 1 and random.expovariate(1) > 0
assert 0 <= random.betavariate(1, 2) <= 1 and len(random.randbytes(5)) == 5
assert random.randrange(0, 100, 10) % 10 == 0
assert random.randrange(5) in range(5) and 0 <= random.SystemRandom().random() < 1
assert sum(random.Random(3).normalvariate(10, 2) for _ in range(1000)) / 1000 - 10 < 0.5
assert random.Random("text").random() == random.Random("text").random()
assert random.Random(2**70).random() != random.Random(2**71).random()
assert raises(lambda: random.choice([])) == "IndexError: Cannot choose from an empty sequence"
assert raises(lambda: random.randrange(0)) == "ValueError: empty range for randrange()"
assert raises(lambda: random.sample([1], 2)) == "ValueError: Sample larger than population or is negative"
assert raises(lambda: random.randint(2, 1)).startswith("ValueError: empty range in rand")
assert raises(lambda: random.sample({1, 2}, 1)).startswith("TypeError: Population must be a sequence")
