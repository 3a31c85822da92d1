x = '''a
b'''
print(repr(x))