# The tree of built-in exceptions.
bases = {
    "BaseException": "object", "Exception": "BaseException", "BaseExceptionGroup": "BaseException",
    "GeneratorExit": "BaseException", "KeyboardInterrupt": "BaseException", "SystemExit": "BaseException",
    "ArithmeticError": "Exception", "FloatingPointError": "ArithmeticError", "OverflowError": "ArithmeticError",
    "ZeroDivisionError": "ArithmeticError", "AssertionError": "Exception", "AttributeError": "Exception",
    "BufferError": "Exception", "EOFError": "Exception", "ImportError": "Exception",
    "ModuleNotFoundError": "ImportError", "LookupError": "Exception", "IndexError": "LookupError",
    "KeyError": "LookupError", "MemoryError": "Exception", "NameError": "Exception",
    "UnboundLocalError": "NameError", "OSError": "Exception", "BlockingIOError": "OSError",
    "ChildProcessError": "OSError", "ConnectionError": "OSError", "BrokenPipeError": "ConnectionError",
    "ConnectionAbortedError": "ConnectionError", "ConnectionRefusedError": "ConnectionError",
    "ConnectionResetError": "ConnectionError", "FileExistsError": "OSError", "FileNotFoundError": "OSError",
    "InterruptedError": "OSError", "IsADirectoryError": "OSError", "NotADirectoryError": "OSError",
    "PermissionError": "OSError", "ProcessLookupError": "OSError", "TimeoutError": "OSError",
    "ReferenceError": "Exception", "RuntimeError": "Exception", "NotImplementedError": "RuntimeError",
    "PythonFinalizationError": "RuntimeError", "RecursionError": "RuntimeError",
    "StopAsyncIteration": "Exception", "StopIteration": "Exception", "SyntaxError": "Exception",
    "IndentationError": "SyntaxError", "TabError": "IndentationError", "SystemError": "Exception",
    "TypeError": "Exception", "ValueError": "Exception", "UnicodeError": "ValueError",
    "UnicodeDecodeError": "UnicodeError", "UnicodeEncodeError": "UnicodeError",
    "UnicodeTranslateError": "UnicodeError", "Warning": "Exception", "BytesWarning": "Warning",
    "DeprecationWarning": "Warning", "EncodingWarning": "Warning", "FutureWarning": "Warning",
    "ImportWarning": "Warning", "PendingDeprecationWarning": "Warning", "ResourceWarning": "Warning",
    "RuntimeWarning": "Warning", "SyntaxWarning": "Warning", "UnicodeWarning": "Warning", "UserWarning": "Warning",
}
import builtins

for name, base in bases.items():
    assert getattr(builtins, name).__bases__[0].__name__ == base, name
assert ExceptionGroup.__mro__[1:3] == (BaseExceptionGroup, Exception)
assert IOError is OSError and EnvironmentError is OSError
found = {n for n in dir(builtins) if isinstance(getattr(builtins, n), type)
         and issubclass(getattr(builtins, n), BaseException)}
assert set(bases) | {"ExceptionGroup", "IOError", "EnvironmentError"} <= found
