# xml.etree.ElementTree, xml.sax.saxutils and html.parser.
import io
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from xml.sax.saxutils import escape, quoteattr
root = ET.fromstring('<?xml version="1.0"?><data a="1"><!-- c --><item id="x">text<sub/>tail</item><item id="y">é &amp; &lt;</item></data>')
assert root.tag == "data" and root.attrib == {"a": "1"} and len(root) == 2
assert root[0].text == "text" and root[0][0].tail == "tail" and root[1].text == "é & <"
assert [e.get("id") for e in root.findall("item")] == ["x", "y"]
assert root.find("item/sub") is not None and root.findtext("item") == "text"
assert root.find(".//item[@id='y']").text == "é & <" and [e.tag for e in root.iter()] == ["data", "item", "sub", "item"]
new = ET.SubElement(root, "new", {"k": 'v"<'})
new.text = "n & m"
root.remove(root[0])
assert ET.tostring(root, encoding="unicode") == '<data a="1"><item id="y">é &amp; &lt;</item><new k="v&quot;&lt;">n &amp; m</new></data>'
assert ET.tostring(ET.Element("e")) == b"<e />"
tree = ET.ElementTree(ET.fromstring("<a><b><c/></b></a>"))
ET.indent(tree)
assert ET.tostring(tree.getroot()) == b"<a>\n  <b>\n    <c />\n  </b>\n</a>"
out = io.BytesIO()
tree.write(out, encoding="utf-8", xml_declaration=True)
assert out.getvalue().startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<a>")
assert ET.parse(io.BytesIO(out.getvalue())).getroot().tag == "a"
try:
    ET.fromstring("<a><b></a>")
except ET.ParseError as error:
    assert str(error) == "mismatched tag: line 1, column 8" and error.position == (1, 8)
assert ET.fromstring('<x xmlns="urn:u"><y/></x>')[0].tag == "{urn:u}y"
assert [e for e, _ in ET.iterparse(io.StringIO("<a><b/></a>"), ["start", "end"])] == ["start", "start", "end", "end"]
assert escape("<a & b>") == "&lt;a &amp; b&gt;" and quoteattr('say "x"') == "'say \"x\"'"
events = []


class Parser(HTMLParser):
    def handle_starttag(self, tag, attrs): events.append(("start", tag, attrs))
    def handle_endtag(self, tag): events.append(("end", tag))
    def handle_data(self, data): events.append(("data", data))
    def handle_comment(self, data): events.append(("comment", data))


p = Parser()
p.feed('<P class="x" hidden>Hi &amp; <br/>bye</p><!-- note --')
p.feed(">")
p.close()
assert events == [("start", "p", [("class", "x"), ("hidden", None)]), ("data", "Hi & "), ("start", "br", []), ("end", "br"), ("data", "bye"), ("end", "p"), ("comment", " note ")]
from xml.dom import minidom
assert minidom.parseString("<a b='c'>t</a>").documentElement.getAttribute("b") == "c"
