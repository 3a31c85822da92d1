__all__ = ['shown', '_private']
shown = 1
_private = 2
hidden = 3
