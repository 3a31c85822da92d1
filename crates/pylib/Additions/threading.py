
# Typhon's own: threads with a priority, which they have from their first moment on.

def _add_priorities(init, bootstrap):
    def __init__(self, group=None, target=None, name=None,
                 args=(), kwargs=None, *, daemon=None, context=None, priority=None):
        if priority is not None:
            priority = _index(priority)
            if not -20 <= priority <= 20:
                raise ValueError(f"priority must be in -20..20, not {priority}")
        self._priority = priority
        init(self, group, target, name, args, kwargs, daemon=daemon, context=context)

    def _bootstrap(self):
        if self._priority is not None:
            try:
                _sys.setpriority(self._priority)
            except PermissionError:
                # Without a GIL it is the system that decides; sys.getpriority() tells what it is.
                pass
        bootstrap(self)

    __init__.__doc__ = init.__doc__ + """
        *priority* is the thread's priority, as sys.setpriority() takes it. The
        default value is None, for the usual one.

        """
    for function in (__init__, _bootstrap):
        function.__qualname__ = f"Thread.{function.__name__}"
        setattr(Thread, function.__name__, function)
    Thread._priority = None


from operator import index as _index
_add_priorities(Thread.__init__, Thread._bootstrap)
del _add_priorities
