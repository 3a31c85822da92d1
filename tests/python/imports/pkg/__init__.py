from .a import value
__all__ = ['a', 'shown']
shown = 1
hidden = 2
