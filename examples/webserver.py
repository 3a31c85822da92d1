#!/usr/bin/env python3
"""A web server with one thread for each connection, and a pool of clients that measures it.

Every request does a little computing, so the latencies show whether handlers run in parallel. With --serve it
only serves, until interrupted.
"""
import argparse
import concurrent.futures
import http.client
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 8192  # headers and body leave together: two small packets would wait for a delayed acknowledgement
    served = 0
    served_lock = threading.Lock()

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/":
            self.answer(200, {"pages": ["/sum?n=1000", "/stats"]})
        elif parts.path == "/sum":
            try:
                n = int(parse_qs(parts.query).get("n", ["1000"])[0])
            except ValueError:
                self.answer(400, {"error": "n must be a number"})
                return
            self.answer(200, {"n": n, "sum": sum(i * i for i in range(min(n, 1_000_000)))})
        elif parts.path == "/stats":
            self.answer(200, {"served": Handler.served, "threads": threading.active_count()})
        else:
            self.answer(404, {"error": f"no page {parts.path}"})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        with Handler.served_lock:
            Handler.served += 1

    def log_message(self, format, *arguments):
        if self.server.verbose:
            super().log_message(format, *arguments)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    verbose = False


def client(port, requests, work):
    """Send requests over one connection; the seconds each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    latencies = []
    expected = sum(i * i for i in range(work))
    for _ in range(requests):
        start = time.perf_counter()
        connection.request("GET", f"/sum?n={work}")
        response = connection.getresponse()
        document = json.loads(response.read())
        latencies.append(time.perf_counter() - start)
        if response.status != 200 or document["sum"] != expected:
            raise RuntimeError(f"wrong answer: {response.status} {document}")
    connection.close()
    return latencies


def percentile(ordered, part):
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def measure(options):
    server = Server(("127.0.0.1", options.port), Handler)
    port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        client(port, 5, options.work)
        share = [options.requests // options.clients + (i < options.requests % options.clients)
                 for i in range(options.clients)]
        start = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(options.clients) as pool:
            futures = [pool.submit(client, port, n, options.work) for n in share if n]
            latencies = sorted(x for future in futures for x in future.result())
        seconds = time.perf_counter() - start
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    print(f"{len(latencies)} requests, {options.clients} clients, sums of {options.work:,} squares")
    print(f"{len(latencies) / seconds:,.0f} requests a second")
    for label, value in (("fastest", latencies[0]), ("median", percentile(latencies, 0.5)),
                         ("95%", percentile(latencies, 0.95)), ("99%", percentile(latencies, 0.99)),
                         ("slowest", latencies[-1])):
        print(f"{label:<8}{value * 1000:>9.2f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", action="store_true", help="only serve, until interrupted")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--clients", type=int, default=8, metavar="N")
    parser.add_argument("--requests", type=int, default=400, metavar="N", help="in all")
    parser.add_argument("--work", type=int, default=1000, metavar="N", help="squares summed by each request")
    options = parser.parse_args()
    if options.clients < 1 or options.requests < 1 or options.work < 0:
        parser.error("numbers must be positive")
    if not options.serve:
        measure(options)
        return
    with Server(("127.0.0.1", options.port), Handler) as server:
        server.verbose = True
        print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)


if __name__ == "__main__":
    main()
