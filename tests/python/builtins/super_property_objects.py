# types module: names of the interpreter's own types, SimpleNamespace, MappingProxyType, DynamicClassAttribute.
import types
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def f(): yield
async def co(): pass
async def ag(): yield


assert type(f) is types.FunctionType and type(lambda: 0) is types.LambdaType and type(f.__code__) is types.CodeType
assert type(f()) is types.GeneratorType and type(len) is types.BuiltinFunctionType
assert type([].append) is types.BuiltinMethodType
coroutine = co()
assert type(coroutine) is types.CoroutineType and type(ag()) is types.AsyncGeneratorType
coroutine.close()
assert type(types) is types.ModuleType and type(None) is types.NoneType and type(...) is types.EllipsisType
assert type(int.__add__) is types.WrapperDescriptorType and type((1).__add__) is types.MethodWrapperType
assert type(str.upper) is types.MethodDescriptorType
assert type(dict.__dict__["fromkeys"]) is types.ClassMethodDescriptorType
assert type(type(f).__code__) is types.GetSetDescriptorType
assert type((lambda x: lambda: x)(1).__closure__[0]) is types.CellType
assert isinstance(int | str, types.UnionType) and isinstance(list[int], types.GenericAlias)
ns = types.SimpleNamespace(a=1, b="x")
ns.c = 3
assert repr(ns) == "namespace(a=1, b='x', c=3)"
assert ns == types.SimpleNamespace(a=1, b="x", c=3) and ns.__dict__["c"] == 3
proxy = types.MappingProxyType(source := {"a": 1})
source["b"] = 2
assert proxy["b"] == 2 and len(proxy) == 2 and repr(proxy) == "mappingproxy({'a': 1, 'b': 2})"
assert proxy | {"c": 3} == {"a": 1, "b": 2, "c": 3}
assert raises(lambda: proxy.__setitem__("a", 1)) == "AttributeError: 'mappingproxy' object has no attribute '__setitem__'"
module = types.ModuleType("made", "doc")
module.x = 5
assert module.__name__ == "made" and module.__doc__ == "doc" and repr(module) == "<module 'made'>" and module.x == 5
assert raises(lambda: module.y) == "AttributeError: module 'made' has no attribute 'y'"
cell = types.CellType(5)
cell.cell_contents += 1
assert cell.cell_contents == 6
