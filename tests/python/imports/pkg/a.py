from . import b
from .b import deep
value = deep + 1
name = __name__, __package__
