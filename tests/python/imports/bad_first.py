from bad_second import y
x = 1
