deep = 41
from .sub import leaf
