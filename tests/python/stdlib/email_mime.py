# email and mimetypes: building and parsing messages.
import email
import email.policy
import mimetypes
from email.header import decode_header
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr, parsedate_to_datetime
m = EmailMessage()
m["Subject"] = "Héllo"
m["From"] = "Ann <ann@example.com>"
m["To"] = "bob@example.com, Cy <cy@example.com>"
m.set_content("Body text\nwith é\n")
m.add_alternative("<p>Body</p>", subtype="html")
m.add_attachment(b"\x00\x01data", maintype="application", subtype="octet-stream", filename="a.bin")
assert m.is_multipart() and m.get_content_type() == "multipart/mixed"
assert m["subject"] == "Héllo" and [a.username for a in m["to"].addresses] == ["bob", "cy"]
text = m.as_bytes()
assert b"Subject: =?utf-8?q?H=C3=A9llo?=" in text and b"Content-Transfer-Encoding: base64" in text
again = email.message_from_bytes(text, policy=email.policy.default)
assert again["subject"] == "Héllo" and again.get_body(("plain",)).get_content() == "Body text\nwith é\n"
assert again.get_body(("html",)).get_content() == "<p>Body</p>\n"
attachment = next(again.iter_attachments())
assert attachment.get_filename() == "a.bin" and attachment.get_content() == b"\x00\x01data"
assert [p.get_content_type() for p in again.walk()][0] == "multipart/mixed"
plain = email.message_from_string("A: 1\nb: two\n three\n\nbody\n")
assert plain["a"] == "1" and plain["B"] == "two\n three" and plain.get_payload() == "body\n"
assert plain.keys() == ["A", "b"] and plain.get("none") is None and "a" in plain
assert parseaddr("Ann B <a@b.c>") == ("Ann B", "a@b.c") and formataddr(("X Y", "x@y.z")) == "X Y <x@y.z>"
assert decode_header("=?utf-8?b?w6k=?=") == [(b"\xc3\xa9", "utf-8")]
assert parsedate_to_datetime("Mon, 20 Nov 1995 19:12:08 -0500").isoformat() == "1995-11-20T19:12:08-05:00"
assert mimetypes.guess_type("a.html") == ("text/html", None)
assert mimetypes.guess_type("x.tar.gz") == ("application/x-tar", "gzip")
assert mimetypes.guess_extension("image/png") == ".png"
import quopri
assert quopri.encodestring("é=".encode()) == b"=C3=A9=3D" and quopri.decodestring(b"=C3=A9") == "é".encode()
