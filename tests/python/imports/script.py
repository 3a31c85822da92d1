import sys
print(__name__, sys.argv[1:], __file__)
if __name__ == '__main__':
    sys.exit(3)
