# marshal writes data as CPython does, and reads what CPython wrote.
import io
import marshal

data = (1, -2, 2**40, -3**50, 2.5, 1j, "abc", "é", b"\x00\xff", None, True, False, ..., [1, [2]], {"k": (3,)}, frozenset([4]))
plain = (1, -2, 2**40, -3**50, 2.5, 1j, b"\x00\xff", None, True, False, ..., [1, [2]], {4: (3,)}, frozenset([4]))
assert marshal.dumps(plain, 2) == (
    b'(\x0e\x00\x00\x00i\x01\x00\x00\x00i\xfe\xff\xff\xffl\x03\x00\x00\x00\x00\x00\x00\x00\x00\x04l\xfa\xff\xff\xff\xc9c;!\xbfl\x86\x1fU'
    b'\x00\x13\x00g\x00\x00\x00\x00\x00\x00\x04@y\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xf0?s\x02\x00\x00\x00\x00\xffNTF.'
    b'[\x02\x00\x00\x00i\x01\x00\x00\x00[\x01\x00\x00\x00i\x02\x00\x00\x00{i\x04\x00\x00\x00(\x01\x00\x00\x00i\x03\x00\x00\x000>\x01\x00'
    b'\x00\x00i\x04\x00\x00\x00'
)
for version in range(6):
    assert marshal.loads(marshal.dumps(data, version)) == data, version
# Written by CPython 3.14 with version 4: a list that is in itself, a tuple, text that occurs twice.
loop = marshal.loads(b"\xdb\x02\x00\x00\x00r\x00\x00\x00\x00\xda\x01a")
assert loop[0] is loop and loop[1] == "a"
pair = marshal.loads(marshal.dumps(["x" * 5, "x" * 5]))
assert pair == ["xxxxx", "xxxxx"]
inner = [1]
a, b = marshal.loads(marshal.dumps((inner, inner)))
assert a is b == [1]
own = []
own.append((own,))
again = marshal.loads(marshal.dumps(own))
assert again[0][0] is again
assert marshal.loads(marshal.dumps(slice(1, None, "x"))) == slice(1, None, "x")
assert marshal.loads(marshal.dumps(bytearray(b"ab"))) == b"ab"
assert marshal.dumps({3, 1, 2}) == marshal.dumps({1, 2, 3})
# A file is read no further than the value goes.
f = io.BytesIO(marshal.dumps("one") + marshal.dumps(2) + b"rest")
assert marshal.load(f) == "one" and marshal.load(f) == 2 and f.read() == b"rest"


def raises(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


assert raises(lambda: marshal.loads(b"")) == "EOFError: EOF read where object expected"
assert raises(lambda: marshal.loads(b"?")) == "ValueError: bad marshal data (unknown type code)"
assert raises(lambda: marshal.loads(b"r\x00\x00\x00\x00")) == "ValueError: bad marshal data (invalid reference)"
assert raises(lambda: marshal.loads(b"(\xff\xff\xff\xff")) == "ValueError: bad marshal data (tuple size out of range)"
assert raises(lambda: marshal.dumps(object())) == "ValueError: unmarshallable object"
code = compile("x = 1 + 1", "<here>", "exec")
namespace = {}
exec(marshal.loads(marshal.dumps(code)), namespace)
assert namespace["x"] == 2
assert raises(lambda: marshal.dumps(code, allow_code=False)) == "ValueError: marshalling code objects is disallowed"
