# Identifiers: Unicode letters, NFKC normalisation, soft keywords, name mangling.
ñandú = 1
变量 = 2
ﬁ = 3
assert fi == 3 and ñandú + 变量 == 3
assert "ﬁ" not in globals() and "fi" in globals()
match = 1
case = 2
type = 3
_ = 4
assert match + case + type + _ == 10


def type(match, *, case=1, _=2):
    return match + case + _


assert type(1) == 4


class Mangle:
    __private = 1
    __dunder__ = 2

    def get(self):
        return self.__private, __global_name

    def nested(self):
        def inner(__argument):
            return __argument
        return inner.__code__.co_varnames


_Mangle__global_name = "mangled global"
assert Mangle().get() == (1, "mangled global")
assert Mangle._Mangle__private == 1 and not hasattr(Mangle, "__private")
assert Mangle().nested() == ("_Mangle__argument",)


class ___:
    __x = 1


assert ___.__dict__["__x"] == 1
