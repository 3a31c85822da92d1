# sys: attributes, version, limits, sizes, flags, implementation-neutral facts.
# alone: counts the frames of all threads
import sys
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert sys.version_info[:2] == (3, 14) and sys.version_info.major == 3
assert sys.version_info >= (3, 14) and sys.version.startswith("3.14") and sys.hexversion >> 16 == 0x030E
assert sys.maxsize == 2**63 - 1 and sys.maxunicode == 0x10FFFF and sys.byteorder == "little" and sys.platform == "linux"
assert sys.argv[0] == __file__ and sys.path and isinstance(sys.executable, str)
assert sys.modules["sys"] is sys and "sys" in sys.builtin_module_names
assert sys.float_info.max == 1.7976931348623157e308 and sys.float_info.epsilon == 2**-52
assert sys.float_info.dig == 15 and sys.int_info.bits_per_digit in (15, 30)
assert sys.hash_info.modulus == 2**61 - 1 and sys.hash_info.inf == 314159 and sys.hash_info.width == 64
assert sys.getdefaultencoding() == "utf-8" and sys.getfilesystemencodeerrors() == "surrogateescape"
assert sys.stdout.encoding.lower() == "utf-8"
assert sys.getsizeof([]) > 0 and sys.getsizeof("a" * 1000) > 1000 and sys.getsizeof(5) > 0
assert sys.flags.optimize == 0 and not sys.flags.interactive
assert sys.implementation.version[:2] == (3, 14) and isinstance(sys.implementation.name, str)
assert {"os", "re", "json", "threading", "asyncio"} <= sys.stdlib_module_names
assert sys.copyright and sys.api_version and sys.dont_write_bytecode in (True, False)
assert sys.__stdout__ is sys.stdout and sys.stdin.fileno() == 0 and sys.stdout.fileno() == 1
assert sys.stderr.fileno() == 2 and sys.stderr.errors == "backslashreplace"
assert sys.getswitchinterval() > 0 and sys.getrecursionlimit() >= 1000
assert sys.exc_info() == (None, None, None) and callable(sys.displayhook)
assert raises(lambda: sys.exit(5)) == "SystemExit: 5" and raises(sys.exit) == "SystemExit: "
assert raises(lambda: sys.setswitchinterval(0)) == "ValueError: switch interval must be strictly positive"
assert sys.intern("a b") is sys.intern("a" + " b")
assert sys.call_tracing(max, (1, 2)) == 2 and sys.is_finalizing() is False
assert isinstance(sys._getframe().f_lineno, int) and len(sys._current_frames()) == 1
assert sys.prefix and sys.base_prefix and isinstance(sys.orig_argv, list)
assert sys.thread_info.name == "pthread" and sys.meta_path and sys.path_hooks
assert isinstance(sys.path_importer_cache, dict) and sys.warnoptions == []
assert sys.audit("made.up.event", 1) is None and isinstance(sys._is_gil_enabled(), bool)
assert sys.getallocatedblocks() >= 0 and sys._git[0]
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)) if event == "my.event" else None)
sys.audit("my.event", 1, "x")
assert seen == [("my.event", (1, "x"))]
