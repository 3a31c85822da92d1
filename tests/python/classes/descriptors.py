# Descriptors: data and non-data, priority over instance dictionaries, __set_name__.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Data:
    def __set_name__(self, owner, name):
        self.where = (owner.__name__, name)

    def __get__(self, instance, owner):
        return ("get", instance is not None, owner.__name__)

    def __set__(self, instance, value):
        instance.__dict__["stored"] = value

    def __delete__(self, instance):
        instance.__dict__["deleted"] = True


class NonData:
    def __get__(self, instance, owner=None):
        return "non-data"


class SetOnly:
    def __set__(self, instance, value):
        instance.__dict__["seen"] = value


class Host:
    data = Data()
    non_data = NonData()
    set_only = SetOnly()


host = Host()
assert Host.__dict__["data"].where == ("Host", "data")
assert host.data == ("get", True, "Host") and Host.data == ("get", False, "Host")
host.__dict__["data"] = host.__dict__["non_data"] = "instance"
assert host.data == ("get", True, "Host") and host.non_data == "instance"
host.data = 5
assert host.__dict__["stored"] == 5
del host.data
assert host.__dict__["deleted"]
assert isinstance(host.set_only, SetOnly)
host.set_only = 1
assert host.seen == 1
assert raises(lambda: delattr(host, "set_only")) == "AttributeError: __delete__"
host.__dict__["set_only"] = "shadow"
assert host.set_only == "shadow"
Host.late = NonData()
assert Host().late == "non-data"
