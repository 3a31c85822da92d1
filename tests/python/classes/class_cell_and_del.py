# __class__ cell, super in nested functions, methods moved between classes, class decorators that replace.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Base:
    def who(self): return "base"

class Child(Base):
    def who(self):
        inner = lambda: super(Child, self).who()
        return "child " + inner()

    def own(self): return __class__

    def nested(self):
        def deep():
            return __class__.__name__
        return deep()

    @classmethod
    def made(cls): return __class__, cls

    value = property(lambda self: super(Child, self).who())

class Grand(Child): pass

assert Grand().who() == "child base" and Grand().own() is Child
assert Grand().nested() == "Child" and Grand.made() == (Child, Grand) and Grand().value == "base"

def method(self):
    return super().who()

Child.moved = method
assert raises(lambda: Child().moved()) == "RuntimeError: super(): __class__ cell not found"

def replace(cls):
    class New(cls):
        def extra(self): return "extra " + self.who()
    return New

@replace
class Replaced(Base):
    def who(self): return "replaced " + super().who()

assert Replaced().extra() == "extra replaced base" and Replaced.__name__ == "New"
assert raises(lambda: super(5, 5)) == "TypeError: super() argument 1 must be a type, not int"

class First:
    def f(self): return "first"

class Second:
    f = First.f

assert Second().f() == "first"
unbound = super(Child)
assert unbound.__self__ is None and unbound.__get__(Child(), Child).who() == "base"
