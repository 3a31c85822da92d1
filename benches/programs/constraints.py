"""A network of variables joined by one-way constraints, replanned and propagated: virtual calls and lists of objects."""
import sys
import time


class Variable:
    def __init__(self, name, value=0):
        self.name, self.value = name, value
        self.constraints = []
        self.determined_by = None
        self.mark = 0


class Constraint:
    strength = 1

    def __init__(self, *variables):
        self.variables = variables
        for variable in variables:
            variable.constraints.append(self)

    def output(self):
        return self.variables[-1]

    def inputs(self):
        return self.variables[:-1]

    def execute(self):
        raise NotImplementedError


class Equal(Constraint):
    def execute(self):
        self.variables[1].value = self.variables[0].value


class Scale(Constraint):
    strength = 2

    def execute(self):
        source, factor, offset, target = self.variables
        target.value = source.value * factor.value + offset.value


class Stay(Constraint):
    strength = 3

    def execute(self):
        pass


class Planner:
    def __init__(self):
        self.mark = 0

    def plan_from(self, sources):
        """The constraints downstream of the sources, each after what it needs."""
        self.mark += 1
        plan, pending = [], list(sources)
        for variable in pending:
            variable.mark = self.mark
        while pending:
            variable = pending.pop()
            for constraint in variable.constraints:
                target = constraint.output()
                if target is variable or target.mark == self.mark or isinstance(constraint, Stay):
                    continue
                target.mark = self.mark
                target.determined_by = constraint
                plan.append(constraint)
                pending.append(target)
        return plan

    @staticmethod
    def execute(plan):
        for constraint in plan:
            constraint.execute()


def chain(length, rounds):
    variables = [Variable(f"v{i}") for i in range(length + 1)]
    for first, second in zip(variables, variables[1:]):
        Equal(first, second)
    Stay(variables[-1])
    planner = Planner()
    plan = planner.plan_from([variables[0]])
    for i in range(rounds):
        variables[0].value = i
        planner.execute(plan)
        assert variables[-1].value == i


def projection(size, rounds):
    factor, offset = Variable("factor", 10), Variable("offset", 1000)
    sources, targets = [], []
    for i in range(size):
        source, target = Variable(f"s{i}", i), Variable(f"t{i}")
        Stay(source)
        Scale(source, factor, offset, target)
        sources.append(source)
        targets.append(target)
    planner = Planner()
    for i in range(rounds):
        factor.value = i
        planner.execute(planner.plan_from([factor, offset]))
        assert targets[-1].value == (size - 1) * i + 1000
    assert all(v.determined_by.strength == 2 for v in targets)


def run(scale):
    chain(400, int(4500 * scale))
    projection(400, int(2500 * scale))


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"constraints {time.perf_counter() - start:.3f}")
