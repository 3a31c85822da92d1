# argparse: positionals, options, types, subcommands, help, errors.
import argparse
import contextlib
import io
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

def parser(**options):
    return argparse.ArgumentParser(prog="prog", color=False, **options)

p = parser(description="Does things.")
p.add_argument("file", help="input file")
p.add_argument("rest", nargs="*")
p.add_argument("-v", "--verbose", action="count", default=0)
p.add_argument("-n", "--number", type=int, default=5, metavar="N", help="how many (default: %(default)s)")
p.add_argument("--flag", action="store_true")
p.add_argument("--no-flag2", dest="flag2", action="store_false")
p.add_argument("--list", action="append")
p.add_argument("--choice", choices=["a", "b"])
p.add_argument("--bool", action=argparse.BooleanOptionalAction)
a = p.parse_args(["f", "x", "y", "-vv", "-n3", "--flag", "--list", "1", "--list=2", "--choice", "b", "--no-bool"])
assert (a.file, a.rest, a.verbose, a.number, a.flag, a.flag2, a.list, a.choice, a.bool) == ("f", ["x", "y"], 2, 3, True, True, ["1", "2"], "b", False)
assert vars(p.parse_args(["f"]))["number"] == 5 and p.parse_args(["--num", "7", "f"]).number == 7 and p.parse_args(["--", "-x"]).file == "-x"

def failing(args, parser=p):
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        text = raises(lambda: parser.parse_args(args))
    return text, err.getvalue().splitlines()[-1]

assert failing([]) == ("SystemExit: 2", "prog: error: the following arguments are required: file")
assert failing(["f", "-n", "x"])[1] == "prog: error: argument -n/--number: invalid int value: 'x'"
assert failing(["f", "--choice", "z"])[1] == "prog: error: argument --choice: invalid choice: 'z' (choose from 'a', 'b')"
assert failing(["f", "--unknown"])[1] == "prog: error: unrecognized arguments: --unknown"
assert failing(["f", "-n"])[1] == "prog: error: argument -n/--number: expected one argument"
h = p.format_help()
assert h.startswith("usage: prog [-h] [-v] [-n N] [--flag]") and "Does things." in h
assert "how many (default: 5)" in h and "positional arguments:\n  file" in h
out = io.StringIO()
with contextlib.redirect_stdout(out):
    assert raises(lambda: p.parse_args(["-h"])) == "SystemExit: 0"
assert out.getvalue() == h
p = parser()
sub = p.add_subparsers(dest="command", required=True)
add = sub.add_parser("add", aliases=["plus"])
add.add_argument("n", type=float, nargs="+")
add.set_defaults(run=sum)
a = p.parse_args(["add", "1", "2.5"])
assert a.command == "add" and a.run(a.n) == 3.5 and failing(["what"], p)[1].startswith("prog: error: argument command: invalid choice: 'what'")
p = parser()
group = p.add_mutually_exclusive_group()
group.add_argument("--x", action="store_const", const=1)
group.add_argument("--y", nargs="?", const="c", default="d")
assert p.parse_args(["--y"]).y == "c" and p.parse_args([]).y == "d"
assert failing(["--x", "--y"], p)[1] == "prog: error: argument --y: not allowed with argument --x"
assert p.parse_known_args(["--x", "extra"])[1] == ["extra"]
