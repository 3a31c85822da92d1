# A small Lisp: reader, evaluator with closures, tail of list operations.
import operator as op


def parse(text):
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()

    def read():
        token = tokens.pop(0)
        if token == "(":
            items = []
            while tokens[0] != ")":
                items.append(read())
            tokens.pop(0)
            return items
        try:
            return int(token)
        except ValueError:
            return token
    return read()


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        return self if name in self else self.outer.find(name)


def standard():
    env = Env()
    env.update({"+": op.add, "-": op.sub, "*": op.mul, "<": op.lt, "=": op.eq, "list": lambda *a: list(a),
                "car": lambda l: l[0], "cdr": lambda l: l[1:], "cons": lambda a, l: [a] + l, "null?": lambda l: l == []})
    return env


def evaluate(x, env):
    match x:
        case str(): return env.find(x)[x]
        case int(): return x
        case ["if", test, yes, no]: return evaluate(yes if evaluate(test, env) else no, env)
        case ["define", name, value]: env[name] = evaluate(value, env)
        case ["lambda", names, body]: return lambda *args: evaluate(body, Env(names, args, env))
        case [function, *args]: return evaluate(function, env)(*[evaluate(a, env) for a in args])


env = standard()
for line in ("(define fact (lambda (n) (if (= n 0) 1 (* n (fact (- n 1))))))",
             "(define map (lambda (f l) (if (null? l) (list) (cons (f (car l)) (map f (cdr l))))))",
             "(define adder (lambda (n) (lambda (x) (+ x n))))"):
    evaluate(parse(line), env)
assert evaluate(parse("(fact 20)"), env) == 2432902008176640000
assert evaluate(parse("(map (adder 10) (list 1 2 3))"), env) == [11, 12, 13]
