# Metaclasses: __prepare__, __new__, __init__, __call__, keyword arguments, derivation.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

log = []

class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        log.append(("prepare", name, kwargs))
        return {"injected": 1}

    def __new__(mcs, name, bases, namespace, **kwargs):
        log.append(("new", name))
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        log.append(("init", name))
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        log.append(("call", args))
        return super().__call__(*args)

    def meta_method(cls):
        return cls.__name__

    def __len__(cls):
        return 42

class Base(metaclass=Meta, option=5):
    pass

class Child(Base):
    pass

assert log == [("prepare", "Base", {"option": 5}), ("new", "Base"), ("init", "Base"),
               ("prepare", "Child", {}), ("new", "Child"), ("init", "Child")]
assert type(Child) is Meta and Child.injected == 1 and Child.meta_method() == "Child" and len(Child) == 42
log.clear()
Child()
assert log == [("call", ())]
assert raises(lambda: Child().meta_method) == "AttributeError: 'Child' object has no attribute 'meta_method'"

class Other(type):
    pass

assert raises(lambda: Other("Bad", (Base,), {})) == (
    "TypeError: metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the"
    " metaclasses of all its bases")
