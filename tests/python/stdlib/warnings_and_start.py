# Warnings with the module's source, options on the command line, streams with codecs written in Python.
import subprocess
import sys
import types
import warnings


def run(*arguments, **environment):
    done = subprocess.run([sys.executable, *arguments], capture_output=True, env=environment or None)
    return done.stdout, done.stderr.decode()


def raises(function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    assert "TypeError" in raises(warnings.warn_explicit, "m", UserWarning, "f", 1, module_globals=1)
    spec = types.SimpleNamespace()
    assert "AttributeError" in raises(
        warnings.warn_explicit, "m", UserWarning, "f", 1, module_globals={"__name__": "m", "__spec__": spec}
    )
assert seen == []

err = run("-Wxxx", "-c", "pass")[1]
assert "Invalid -W option ignored: invalid action: 'xxx'" in err, err
out, err = run("-c", "print(chr(0xa2))", PYTHONIOENCODING="cp424")
assert out in (b"J\x25", b"J\n"), (out, err)
err = run("-c", r"import sys; sys.exit('alone: \udcff')")[1]
assert err == "alone: \\udcff\n", err
for kind in (type(sys.flags), type(sys.version_info)):
    assert raises(kind) == f"TypeError: cannot create 'sys.{kind.__name__}' instances"
