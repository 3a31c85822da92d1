from bad_first import x
y = 1
