# f-strings: conversions, format specs, nesting, debug form, quotes reused inside.
name = "world"
assert f"hello {name}" == "hello world"
assert f"{name!r:>10}" == "   'world'"
assert f"{3.14159:.2f} {42:#x} {1000000:,} {5:03}" == "3.14 0x2a 1,000,000 005"
width, precision = 10, 3
assert f"{3.14159:{width}.{precision}}" == "      3.14"
assert f"{{}} {{{name}}}" == "{} {world}"
assert f"{name=}" == "name='world'"
assert f"{name = }" == "name = 'world'"
assert f"{1 + 1=:>4}" == "1 + 1=   2"
assert f"{name=!s}" == "name=world"
assert f"{'nested ' + f'{1 + 1}'}" == "nested 2"
assert f"{"same quotes"}" == "same quotes"
assert f"{f"{f"{1}"}"}" == "1"
assert f"{'\n'.join(['a', 'b'])}" == "a\nb"
assert f"{
    name  # a comment
}" == "world"
assert f"{ {'a': 1}['a'] }" == "1"
assert f"{(lambda x: x * 2)(3)}" == "6"
assert f"{[i for i in range(3)]}" == "[0, 1, 2]"
assert rf"\d{name}" == "\\dworld"
assert f"a" "b{c}" f"{1}" == "ab{c}1"
assert f"{'é'!a}" == "'\\xe9'"
assert f"{name:{'>'}{10}}" == "     world"
assert f"{'a' if True else 'b'}" == "a"
assert f"{1,}" == "(1,)"
assert f"{3 != 4}" == "True"
assert f"""{
    1
    + 2}
""" == "3\n"
assert f"{*'ab',}" == "('a', 'b')"


class Custom:
    def __format__(self, spec):
        return f"<{spec}>"


assert f"{Custom():a:b{1}}" == "<a:b1>"
assert f"\N{DIGIT ONE}{1}" == "11"
