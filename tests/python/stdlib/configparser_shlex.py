# configparser, shlex, getopt and tomllib.
import configparser
import getopt
import io
import shlex
import tomllib
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


c = configparser.ConfigParser()
c.read_string("[DEFAULT]\nbase = /home\n[one]\nkey = value ; kept\npath: %(base)s/x\nnumber = 5\nflag = yes\nmulti =\n  a\n  b\n# comment\n[two]\nempty =\n")
assert c.sections() == ["one", "two"] and c["one"]["key"] == "value ; kept" and c["one"]["path"] == "/home/x"
assert c.getint("one", "number") == 5 and c["one"].getboolean("flag") and c["one"]["multi"] == "\na\nb"
assert c.get("two", "missing", fallback="f") == "f" and c["two"]["empty"] == ""
assert "base" in c["two"] and c.has_option("one", "KEY") and c.options("two") == ["empty", "base"]
c["three"] = {"x": "1"}
c.set("three", "y", "2")
c.remove_section("two")
out = io.StringIO()
c.write(out)
assert "[three]\nx = 1\ny = 2\n\n" in out.getvalue()
assert raises(lambda: c.get("none", "x")) == "NoSectionError: No section: 'none'"
assert raises(lambda: c.get("one", "none")) == "NoOptionError: No option 'none' in section: 'one'"
assert raises(lambda: configparser.ConfigParser().read_string("x = 1")).startswith("MissingSectionHeaderError: File contains no section headers.")
assert raises(lambda: configparser.ConfigParser().read_string("[a]\nx=1\nx=2")) == "DuplicateOptionError: While reading from '<string>' [line  3]: option 'x' in section 'a' already exists"
assert shlex.split("a 'b c' \"d \\\" e\" f\\ g --x=\"1 2\" # not") == ["a", "b c", 'd " e', "f g", "--x=1 2", "#", "not"]
assert shlex.quote("it's") == "'it'\"'\"'s'"
assert shlex.join(["a", "b c"]) == "a 'b c'" and shlex.quote("plain") == "plain"
assert raises(lambda: shlex.split("'open")) == "ValueError: No closing quotation"
assert list(shlex.shlex("a b;c&&d", punctuation_chars=True)) == ["a", "b", ";", "c", "&&", "d"]
assert getopt.getopt(["-a", "-bval", "--long=x", "rest"], "ab:", ["long="]) == ([("-a", ""), ("-b", "val"), ("--long", "x")], ["rest"])
assert raises(lambda: getopt.getopt(["-z"], "a")) == "GetoptError: option -z not recognized"
t = tomllib.loads('title = "x"\n[owner]\nborn = 1979-05-27T07:32:00Z\n[db]\nports = [1, 2]\nf = 1.5\non = true\n[[items]]\nn = 1\n[[items]]\nn = 2\nm = { a.b = "c" }\n')
assert t["db"] == {"ports": [1, 2], "f": 1.5, "on": True}
assert t["items"] == [{"n": 1}, {"n": 2, "m": {"a": {"b": "c"}}}] and t["owner"]["born"].year == 1979
assert raises(lambda: tomllib.loads("x = ")).startswith("TOMLDecodeError: Invalid value (at end of document)")
assert tomllib.loads("s = '''a\nb'''\nh = 0xff") == {"s": "a\nb", "h": 255}
