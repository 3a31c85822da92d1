# http.server, http.client and urllib.request over loopback.
import http.client
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/missing":
            self.send_error(404, "Nothing here")
        elif self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/final")
            self.end_headers()
        else:
            self.reply({"path": self.path, "agent": self.headers.get("X-Agent")})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply({"posted": body.decode(), "type": self.headers.get_content_type()})

    def reply(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args): pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
base = f"http://127.0.0.1:{server.server_port}"
open_url = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
try:
    with open_url(base + "/a?b=1") as r:
        assert r.status == 200 and r.headers["Content-Type"] == "application/json" and json.load(r) == {"path": "/a?b=1", "agent": None}
    with open_url(urllib.request.Request(base + "/h", headers={"X-Agent": "me"})) as r:
        assert json.load(r)["agent"] == "me"
    with open_url(base + "/p", data=urllib.parse.urlencode({"k": "v w"}).encode()) as r:
        assert json.load(r) == {"posted": "k=v+w", "type": "application/x-www-form-urlencoded"}
    with open_url(base + "/redirect") as r:
        assert r.url == base + "/final"
    try:
        open_url(base + "/missing")
    except urllib.error.HTTPError as error:
        assert error.code == 404 and error.reason == "Nothing here" and b"Nothing here" in error.read()
    c = http.client.HTTPConnection("127.0.0.1", server.server_port)
    c.request("GET", "/client")
    r = c.getresponse()
    assert (r.status, r.reason, r.getheader("content-type")) == (200, "OK", "application/json") and json.loads(r.read())["path"] == "/client"
finally:
    server.shutdown()
    server.server_close()
assert HTTPStatus.NOT_FOUND == 404 and HTTPStatus(200).phrase == "OK"
