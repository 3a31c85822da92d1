# ExceptionGroup: construction, split, subgroup, derive, text.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


group = ExceptionGroup("many", [ValueError(1), TypeError(2), ExceptionGroup("inner", [ValueError(3), KeyError(4)])])
assert group.message == "many" and len(group.exceptions) == 3
assert str(group) == "many (3 sub-exceptions)"
assert repr(ExceptionGroup("g", [ValueError(1)])) == "ExceptionGroup('g', [ValueError(1)])"
match, rest = group.split(ValueError)
assert repr(match) == "ExceptionGroup('many', [ValueError(1), ExceptionGroup('inner', [ValueError(3)])])"
assert repr(rest) == "ExceptionGroup('many', [TypeError(2), ExceptionGroup('inner', [KeyError(4)])])"
assert repr(group.subgroup((KeyError,))) == "ExceptionGroup('many', [ExceptionGroup('inner', [KeyError(4)])])"
assert group.subgroup(OSError) is None and repr(group.split(OSError)[1]) == repr(group)
assert group.subgroup(lambda e: isinstance(e, TypeError)).exceptions[0].args == (2,)
assert group.subgroup(ExceptionGroup) is group
assert type(BaseExceptionGroup("b", [ValueError()])) is ExceptionGroup
assert type(BaseExceptionGroup("b", [KeyboardInterrupt()])) is BaseExceptionGroup
assert raises(lambda: ExceptionGroup("x", [KeyboardInterrupt()])) == (
    "TypeError: Cannot nest BaseExceptions in an ExceptionGroup")
assert raises(lambda: ExceptionGroup("x", [])) == (
    "ValueError: second argument (exceptions) must be a non-empty sequence")
assert raises(lambda: ExceptionGroup("x", 5)) == "TypeError: second argument (exceptions) must be a sequence"
assert raises(lambda: ExceptionGroup("x", [3])) == (
    "ValueError: Item 0 of second argument (exceptions) is not an exception")
assert raises(lambda: ExceptionGroup(1, [ValueError()])) == "TypeError: BaseExceptionGroup.__new__() argument 1 must be str, not int"


class Custom(ExceptionGroup):
    def derive(self, exceptions):
        return Custom("derived", exceptions)


custom = Custom("c", [ValueError(), KeyError()])
custom.add_note("note")
part = custom.subgroup(KeyError)
assert type(part) is Custom and part.message == "derived" and part.__notes__ == ["note"]
