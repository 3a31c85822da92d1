"""Node classes of the abstract syntax tree, made from the grammar below.

Each line is `Class(fields)` under the sum type it belongs to; `?` marks an optional field and `*` a list.
"""

from _syntax_tree import GRAMMAR as _GRAMMAR

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8000 | PyCF_ONLY_AST


_LIST = type(list[int])
_OPTIONAL = type(int | None)


def _deprecated(message):
    import warnings

    warnings.warn(message, DeprecationWarning, stacklevel=3)


class AST:
    _fields = ()
    _attributes = ()
    _field_types = {}
    __match_args__ = ()

    def __init__(self, *args, **kwargs):
        cls = type(self)
        try:
            fields = cls._fields
        except AttributeError:
            raise AttributeError(f"type object '{cls.__module__}.{cls.__name__}' has no attribute '_fields'") from None
        if len(args) > len(fields):
            plural = "" if len(fields) == 1 else "s"
            raise TypeError(f"{cls.__name__} constructor takes at most {len(fields)} positional argument{plural}")
        missing = list(fields[len(args) :])
        for name, value in zip(fields, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            if name in missing:
                missing.remove(name)
            elif name in fields:
                raise TypeError(f"{cls.__name__} got multiple values for argument {name!r}")
            elif name not in cls._attributes:
                _deprecated(
                    f"{cls.__name__}.__init__ got an unexpected keyword argument {name!r}. "
                    "Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15."
                )
            setattr(self, name, value)
        if missing:
            self._default(cls, missing)

    def _default(self, cls, missing):
        types = cls._field_types
        for name in missing:
            kind = types.get(name)
            if kind is None:
                _deprecated(
                    f"Field {name!r} is missing from {cls.__name__}._field_types. "
                    "This will become an error in Python 3.15."
                )
            elif isinstance(kind, _LIST):
                setattr(self, name, [])
            elif kind is expr_context:
                setattr(self, name, _singletons["Load"])
            elif not isinstance(kind, _OPTIONAL):
                _deprecated(
                    f"{cls.__name__}.__init__ missing 1 required positional argument: {name!r}. "
                    "This will become an error in Python 3.15."
                )

    def __reduce__(self):
        return type(self), (), self.__dict__.copy()

    def __replace__(self, /, **changes):
        cls = type(self)
        own = self.__dict__
        known = (*cls._fields, *cls._attributes)
        for name in changes:
            if name not in known:
                raise TypeError(f"{cls.__name__}.__replace__ got an unexpected keyword argument {name!r}.")
        missing = [name for name in cls._fields if name not in changes and not hasattr(self, name)]
        if missing:
            plural = "" if len(missing) == 1 else "s"
            names = ", ".join(sorted(map(repr, missing)))
            raise TypeError(f"{cls.__name__}.__replace__ missing {len(missing)} keyword argument{plural}: {names}.")
        copy = cls.__new__(cls)
        copy.__dict__.update((name, own[name]) for name in known if name in own)
        copy.__dict__.update(changes)
        return copy

    def __repr__(self):
        return self._shown(3)

    def _shown(self, depth):
        name = type(self).__name__
        if depth <= 0:
            return f"{name}(...)"
        parts = []
        for field in self._fields:
            if not hasattr(self, field):
                continue
            value = getattr(self, field)
            if isinstance(value, AST):
                shown = value._shown(depth - 1)
            elif isinstance(value, list):
                items = [item._shown(depth - 1) if isinstance(item, AST) else repr(item) for item in value]
                if len(items) > 2:
                    items = [items[0], "...", items[-1]]
                shown = "[" + ", ".join(items) + "]"
            else:
                shown = repr(value)
            parts.append(f"{field}={shown}")
        return f"{name}({', '.join(parts)})"


AST.__module__ = "ast"
_POSITIONS = ("lineno", "col_offset", "end_lineno", "end_col_offset")
_BUILTIN = {"identifier": str, "string": str, "int": int, "constant": object}


def _define(name, base, text, located):
    fields, types = [], {}
    namespace = {"__module__": "ast", "_fields": (), "__match_args__": ()}
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, field = part.split()
        fields.append(field)
        types[field] = kind
        if kind.endswith("?"):
            namespace[field] = None
    namespace["_fields"] = namespace["__match_args__"] = tuple(fields)
    namespace["_field_types"] = types
    if located is not None:
        namespace["_attributes"] = _POSITIONS if located else ()
        if located:
            namespace["end_lineno"] = namespace["end_col_offset"] = None
    namespace["__doc__"] = f"{name}({text})".replace("?*", "*") if text else name
    cls = globals()[name] = type(name, (base,), namespace)
    return cls


def _describe(base):
    """A sum type's documentation is its definition."""
    ways = [cls.__doc__ for cls in base.__subclasses__()]
    simple = not any(cls._fields for cls in base.__subclasses__())
    base.__doc__ = f"{base.__name__} = " + (" | " if simple else "\n     | ").join(ways)


def _make():
    base = AST
    classes, sums = [], []
    for line in _GRAMMAR.strip().splitlines():
        if line.startswith("    "):
            name, text = line.strip()[:-1].split("(", 1)
            classes.append(_define(name, base, text, None))
            continue
        head, _, text = line.partition("=")
        name = head.rstrip(":").strip().removesuffix("@").rstrip(" :")
        located = "@" in head
        if text:
            classes.append(_define(name, AST, text.strip()[1:-1], located))
        else:
            base = _define(name, AST, "", located)
            sums.append(base)
    names = globals()
    for cls in classes:
        resolved = {}
        for field, kind in cls._field_types.items():
            plain = kind.rstrip("*?")
            target = _BUILTIN.get(plain) or names[plain]
            if kind.endswith("*"):
                target = list[target]
            elif kind.endswith("?"):
                target = target | None
            resolved[field] = target
        cls._field_types = resolved
        cls.__annotations__ = dict(resolved)
    for base in sums:
        _describe(base)


_make()
_singletons = {
    cls.__name__: cls()
    for base in (expr_context, boolop, operator, unaryop, cmpop)
    for cls in base.__subclasses__()
}
