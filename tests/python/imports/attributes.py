
"""Docs come first only when nothing precedes them."""
def __getattr__(name):
    if name.startswith("lazy_"):
        return name.upper()
    raise AttributeError(f"module has no {name}")
def __dir__():
    return ["lazy_a", "b"]
