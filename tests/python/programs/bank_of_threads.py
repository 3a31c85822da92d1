# Transfers between accounts with ordered locks: money is neither made nor lost, and nothing deadlocks.
import random
import threading


class Account:
    def __init__(self, number, balance):
        self.number, self.balance, self.lock = number, balance, threading.Lock()


class InsufficientFunds(Exception):
    pass


def transfer(source, target, amount):
    first, second = sorted((source, target), key=lambda a: a.number)
    with first.lock, second.lock:
        if source.balance < amount:
            raise InsufficientFunds(source.number, amount)
        source.balance -= amount
        target.balance += amount


accounts = [Account(i, 1000) for i in range(10)]
refused = [0] * 6
moved = [0] * 6


def work(index):
    chooser = random.Random(index)
    for _ in range(1500):
        source, target = chooser.sample(accounts, 2)
        amount = chooser.randrange(1, 400)
        try:
            transfer(source, target, amount)
            moved[index] += 1
        except InsufficientFunds as error:
            refused[index] += 1
            assert error.args == (source.number, amount)


threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert sum(a.balance for a in accounts) == 10_000 and all(a.balance >= 0 for a in accounts)
assert sum(moved) + sum(refused) == 6 * 1500 and sum(moved) > 0
