"""`pickle.PickleBuffer`: a buffer that may be pickled out of band (PEP 574)."""


class PickleBuffer:
    """Wrapper for potentially out-of-band buffers"""

    __slots__ = ("_view", "__weakref__")

    def __init__(self, object, /):
        self._view = memoryview(object)

    def _checked(self):
        if self._view is None:
            raise ValueError("operation forbidden on released PickleBuffer object")
        return self._view

    def __buffer__(self, flags, /):
        return self._checked().__buffer__(flags)

    def raw(self):
        """Return a memoryview of the raw memory underlying this buffer.

        Raises BufferError if the buffer isn't contiguous."""
        view = self._checked()
        if not view.contiguous:
            raise BufferError("cannot extract raw buffer from non-contiguous buffer")
        if view.ndim == 1 and view.format == "B":
            return memoryview(view)
        if view.c_contiguous:
            return view.cast("B")
        flat = memoryview(view.tobytes("A"))
        return flat if view.readonly else memoryview(bytearray(flat))

    def release(self):
        """Release the underlying buffer held by the PickleBuffer object."""
        self._view = None


PickleBuffer.__module__ = "pickle"
