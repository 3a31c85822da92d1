import sys
print('main', __package__, sys.argv[1:])
