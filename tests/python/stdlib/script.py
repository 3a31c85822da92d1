name = __name__
value = given * 2
