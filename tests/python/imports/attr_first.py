import attr_second
z = 1
