# urllib.parse: splitting, joining, quoting, queries.
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, unquote, unquote_plus, urlencode, urljoin, urlparse, urlsplit, urlunsplit
u = urlparse("https://user:pw@host.org:8080/a/b;p?q=1&r=2#frag")
assert (u.scheme, u.netloc, u.path, u.params, u.query, u.fragment) == ("https", "user:pw@host.org:8080", "/a/b", "p", "q=1&r=2", "frag")
assert (u.hostname, u.port, u.username, u.password) == ("host.org", 8080, "user", "pw")
assert u.geturl() == "https://user:pw@host.org:8080/a/b;p?q=1&r=2#frag"
assert repr(urlsplit("//h/p?q")) == "SplitResult(scheme='', netloc='h', path='/p', query='q', fragment='')"
assert urlunsplit(("http", "h", "/p", "q=1", "")) == "http://h/p?q=1"
assert urlsplit("mailto:a@b").path == "a@b" and urlsplit("http://[::1]:80/").hostname == "::1"
assert urljoin("http://a/b/c/d", "../e") == "http://a/b/e" and urljoin("http://a/b", "/x") == "http://a/x"
assert urljoin("http://a/b", "//c/d") == "http://c/d"
assert urljoin("http://a/b/", "c?x") == "http://a/b/c?x" and urljoin("http://a/b", "http://z") == "http://z"
assert quote("a b/ç&") == "a%20b/%C3%A7%26" and quote("a/b", safe="") == "a%2Fb"
assert quote_plus("a b&c") == "a+b%26c" and unquote("a%20b%C3%A7") == "a bç" and unquote_plus("a+b") == "a b"
assert urlencode({"a": 1, "b": "x y"}) == "a=1&b=x+y"
assert urlencode([("a", [1, 2])], doseq=True) == "a=1&a=2" and urlencode({"é": "ü"}) == "%C3%A9=%C3%BC"
assert parse_qs("a=1&b=2&a=3&c=") == {"a": ["1", "3"], "b": ["2"]}
assert parse_qsl("a=1&b=%20", keep_blank_values=True) == [("a", "1"), ("b", " ")]
assert parse_qs("x=1;y=2", separator=";") == {"x": ["1"], "y": ["2"]}
assert quote(b"\xff") == "%FF" and unquote("%FF") == "\ufffd"
assert unquote("%zz") == "%zz" and quote("é", encoding="latin-1") == "%E9"
try:
    urlsplit("http://h:99999").port
except ValueError as error:
    assert str(error) == "Port out of range 0-65535"
try:
    urlsplit("http://[::1")
except ValueError as error:
    assert str(error) == "Invalid IPv6 URL"
import html
assert html.escape("<a href='x'>&") == "&lt;a href=&#x27;x&#x27;&gt;&amp;"
assert html.unescape("&lt;&eacute;&#65;&amp;&nosuch;") == "<éA&&nosuch;"
import ipaddress
n = ipaddress.ip_network("192.168.1.0/30")
assert [str(h) for h in n.hosts()] == ["192.168.1.1", "192.168.1.2"] and ipaddress.ip_address("192.168.1.3") in n
assert n.num_addresses == 4 and ipaddress.ip_address("::1").is_loopback
assert ipaddress.ip_address("10.0.0.1") + 1 == ipaddress.ip_address("10.0.0.2")
assert ipaddress.ip_address("2001:db8::1").compressed == "2001:db8::1"
assert str(ipaddress.ip_interface("1.2.3.4/24").network) == "1.2.3.0/24"
