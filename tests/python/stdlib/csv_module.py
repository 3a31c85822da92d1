# csv: readers, writers, dialects, dictionaries, quoting, errors.
import csv
import io
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def write(rows, **options):
    out = io.StringIO()
    csv.writer(out, **options).writerows(rows)
    return out.getvalue()


assert list(csv.reader(['a,b,"c,d"', '"say ""hi""",,x'])) == [["a", "b", "c,d"], ['say "hi"', "", "x"]]
assert list(csv.reader(io.StringIO('one,"two\nlines"\r\nthree\n'))) == [["one", "two\nlines"], ["three"]]
assert list(csv.reader(["a;b|c"], delimiter=";")) == [["a", "b|c"]]
assert list(csv.reader(["'a,b',c"], quotechar="'")) == [["a,b", "c"]]
assert list(csv.reader(["a, b"], skipinitialspace=True)) == [["a", "b"]]
assert list(csv.reader([r"a\,b,c"], escapechar="\\")) == [["a,b", "c"]]
assert list(csv.reader(["1,2"], quoting=csv.QUOTE_NONNUMERIC)) == [[1.0, 2.0]]
assert write([["a", 1, None, 2.5, "x,y", 'q"q', "n\nl", ""]]) == 'a,1,,2.5,"x,y","q""q","n\nl",\r\n'
assert write([["a", 1]], quoting=csv.QUOTE_ALL) == '"a","1"\r\n'
assert write([["a", 1]], quoting=csv.QUOTE_NONNUMERIC) == '"a",1\r\n'
assert write([["a", "b c"]], delimiter=" ", lineterminator="\n") == 'a "b c"\n'
assert write([["a,b"]], quoting=csv.QUOTE_NONE, escapechar="\\") == "a\\,b\r\n"
assert write([[""], []]) == '""\r\n\r\n' and write([["a", "b"]], delimiter="\t") == "a\tb\r\n"
reader = csv.DictReader(["name,age", "Ann,30,extra", "Bob"])
assert list(reader) == [{"name": "Ann", "age": "30", None: ["extra"]}, {"name": "Bob", "age": None}]
assert reader.fieldnames == ["name", "age"] and reader.line_num == 3
out = io.StringIO()
w = csv.DictWriter(out, ["b", "a"], extrasaction="ignore", restval="?")
w.writeheader()
w.writerow({"a": 1, "zz": 2})
assert out.getvalue() == "b,a\r\n?,1\r\n"
assert raises(lambda: csv.DictWriter(out, ["a"]).writerow({"q": 1})) == "ValueError: dict contains fields not in fieldnames: 'q'"
assert raises(lambda: csv.reader([], delimiter="ab")) == 'TypeError: "delimiter" must be a unicode character, not a string of length 2'
assert raises(lambda: write([["a,b"]], quoting=csv.QUOTE_NONE)) == "Error: need to escape, but no escapechar set"
assert raises(lambda: csv.writer(out).writerow(5)) == "Error: iterable expected, not int" and raises(lambda: list(csv.reader([5]))) == (
    "Error: iterator should return strings, not int (the file should be opened in text mode)")
csv.register_dialect("pipes", delimiter="|", quoting=csv.QUOTE_MINIMAL)
assert list(csv.reader(["a|b"], "pipes")) == [["a", "b"]]
assert "pipes" in csv.list_dialects() and csv.get_dialect("pipes").delimiter == "|"
assert csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter == ";" and csv.Sniffer().has_header("name,age\nx,1\ny,2\n")
rows = [["é", "\"", ",\n", " x "], ["", "1"]]
assert list(csv.reader(io.StringIO(write(rows)))) == rows
