# unittest.mock: Mock, MagicMock, patch, call records, side effects, spec.
import os
from unittest.mock import ANY, AsyncMock, MagicMock, Mock, call, create_autospec, mock_open, patch, sentinel
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

m = Mock(return_value=5, name="m")
assert m(1, k=2) == 5 and m.called and m.call_count == 1 and m.call_args == call(1, k=2) and m.call_args.args == (1,)
m.assert_called_once_with(1, k=2)
m.assert_called_with(ANY, k=2)
m.attribute.method(3)
assert m.attribute.method.call_args_list == [call(3)] and m.mock_calls == [call(1, k=2), call.attribute.method(3)]
text = raises(lambda: m.assert_called_with(9))
assert text == "AssertionError: expected call not found.\nExpected: m(9)\n  Actual: m(1, k=2)"
effects = Mock(side_effect=[1, ValueError("second"), 3])
assert effects() == 1 and raises(effects) == "ValueError: second" and effects() == 3
assert Mock(side_effect=lambda x: x * 2)(4) == 8 and raises(Mock(side_effect=KeyError("k"))) == "KeyError: 'k'"
magic = MagicMock()
magic.__getitem__.return_value = "item"
magic.__len__.return_value = 7
assert magic["x"] == "item" and len(magic) == 7 and int(MagicMock()) == 1 and list(MagicMock()) == []
with magic as entered:
    assert entered is magic.__enter__.return_value
with patch("os.getcwd", return_value="/patched") as patched:
    assert os.getcwd() == "/patched"
patched.assert_called_once_with()
assert os.getcwd() != "/patched"

class Service:
    limit = 1

    def run(self, x): return x

with patch.object(Service, "run", autospec=True) as run:
    Service().run(5)
    assert run.call_args.args[1] == 5
with patch.dict(os.environ, {"MOCKED": "1"}):
    assert os.environ["MOCKED"] == "1"
assert "MOCKED" not in os.environ

@patch.object(Service, "limit", 99)
def patched_function():
    return Service.limit

assert patched_function() == 99 and Service.limit == 1
spec = Mock(spec=Service)
assert raises(lambda: spec.missing) == "AttributeError: Mock object has no attribute 'missing'"
assert isinstance(spec, Service)
assert raises(lambda: create_autospec(Service)().run()) == "TypeError: missing a required argument: 'x'"
assert sentinel.a is sentinel.a
with patch("builtins.open", mock_open(read_data="data")):
    assert open("anything").read() == "data"
import asyncio
assert asyncio.run(AsyncMock(return_value=3)()) == 3
