# warnings: filters, categories, stack levels, errors, catching, the deprecated decorator.
import warnings
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def deprecated(level=1):
    warnings.warn("old thing", DeprecationWarning, stacklevel=level)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    deprecated()
    deprecated(2)
    warnings.warn("plain")
    warnings.warn(RuntimeWarning("instance"))
assert [(w.category.__name__, str(w.message)) for w in caught] == [
    ("DeprecationWarning", "old thing"), ("DeprecationWarning", "old thing"), ("UserWarning", "plain"), ("RuntimeWarning", "instance")]
assert caught[0].lineno == 12 and caught[1].lineno == 18 and caught[0].filename == __file__
with warnings.catch_warnings():
    warnings.simplefilter("error")
    assert raises(lambda: warnings.warn("raised")) == "UserWarning: raised"
    warnings.filterwarnings("ignore", message="quiet.*", category=UserWarning)
    assert raises(lambda: warnings.warn("quiet please")) == "nothing raised" and raises(lambda: warnings.warn("loud")) == "UserWarning: loud"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("once")
    for _ in range(3):
        warnings.warn("repeated")
assert len(caught) == 1
with warnings.catch_warnings(record=True, action="default") as caught:
    for _ in range(3):
        warnings.warn("same place")
assert len(caught) == 1
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn_explicit("explicit", FutureWarning, "f.py", 7)
assert (caught[0].filename, caught[0].lineno, caught[0].category) == ("f.py", 7, FutureWarning)
shown = []
original = warnings.showwarning
warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: shown.append(str(message))
warnings.simplefilter("always")
warnings.warn("shown")
warnings.showwarning = original
assert shown == ["shown"]


@warnings.deprecated("use other")
def old(): return 5


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert old() == 5
assert str(caught[0].message) == "use other" and caught[0].category is DeprecationWarning and old.__deprecated__ == "use other"
assert raises(lambda: warnings.warn("x", int)) == "TypeError: category must be a Warning subclass, not 'type'"
assert raises(lambda: warnings.simplefilter("bad")).startswith("ValueError: invalid action: 'bad'")
