# socket: TCP and UDP over loopback, timeouts, options, names, errors.
import select
import socket
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

server = socket.create_server(("127.0.0.1", 0))
port = server.getsockname()[1]

def serve():
    connection, address = server.accept()
    with connection:
        while data := connection.recv(1024):
            connection.sendall(data.upper())

thread = threading.Thread(target=serve)
thread.start()
with socket.create_connection(("127.0.0.1", port), timeout=30) as c:
    c.sendall(b"hello")
    assert c.recv(5) == b"HELLO" and c.getpeername() == ("127.0.0.1", port) and c.gettimeout() == 30
    c.send(b"x" * 10)
    buffer = bytearray(20)
    got = 0
    while got < 10:
        got += c.recv_into(memoryview(buffer)[got:])
    assert buffer[:10] == b"X" * 10 and c.fileno() > 0
    f = c.makefile("rw")
    f.write("line\n")
    f.flush()
    assert f.readline() == "LINE\n"
    f.close()
    c.shutdown(socket.SHUT_WR)
    assert c.recv(10) == b""
thread.join()
server.close()
assert raises(lambda: server.accept()) == "OSError: [Errno 9] Bad file descriptor" and server.fileno() == -1
assert raises(lambda: socket.create_connection(("127.0.0.1", port), timeout=30)) == "ConnectionRefusedError: [Errno 111] Connection refused"
a, b = socket.socketpair()
b.settimeout(0.05)
assert raises(lambda: b.recv(1)) == "TimeoutError: timed out" and socket.timeout is TimeoutError
b.setblocking(False)
assert raises(lambda: b.recv(1)) == "BlockingIOError: [Errno 11] Resource temporarily unavailable"
a.sendall(b"ping")
assert select.select([b], [], [], 30)[0] == [b] and b.recv(2, socket.MSG_PEEK) == b"pi" and b.recv(10) == b"ping" and select.select([b], [], [], 0) == ([], [], [])
a.close(); b.close()
u1, u2 = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
u1.bind(("127.0.0.1", 0))
u2.sendto(b"datagram", u1.getsockname())
assert u1.recvfrom(100)[0] == b"datagram"
u1.close(); u2.close()
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    assert s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) and s.family == socket.AF_INET and s.type == socket.SOCK_STREAM and "fd=" in repr(s)
assert socket.inet_aton("1.2.3.4") == b"\x01\x02\x03\x04" and socket.htons(1) == 256 and socket.ntohl(socket.htonl(5)) == 5 and socket.inet_ntop(socket.AF_INET6, bytes(15) + b"\1") == "::1"
assert socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)[0][4] == ("127.0.0.1", 80) and socket.gethostname()
