# selectors and select: readiness of pipes and sockets.
import os
import select
import selectors
import socket

s = selectors.DefaultSelector()
a, b = socket.socketpair()
a.setblocking(False)
b.setblocking(False)
key = s.register(a, selectors.EVENT_READ, data="A")
s.register(b, selectors.EVENT_READ | selectors.EVENT_WRITE)
assert key.fileobj is a and key.data == "A" and s.get_key(a) == key and len(s.get_map()) == 2
ready = {k.fileobj: mask for k, mask in s.select(0)}
assert ready == {b: selectors.EVENT_WRITE}
b.send(b"x")
ready = {k.fileobj: mask for k, mask in s.select(30)}
assert ready[a] == selectors.EVENT_READ
s.modify(b, selectors.EVENT_READ)
assert a.recv(1) == b"x" and s.select(0) == []
s.unregister(b)
try:
    s.get_key(b)
except KeyError as error:
    assert "is not registered" in str(error)
s.close()
a.close(); b.close()
r, w = os.pipe()
poll = select.poll()
poll.register(r, select.POLLIN)
assert poll.poll(0) == []
os.write(w, b"data")
assert poll.poll(30000) == [(r, select.POLLIN)]
poll.unregister(r)
epoll = select.epoll()
epoll.register(r, select.EPOLLIN)
assert epoll.poll(30) == [(r, select.EPOLLIN)]
epoll.close()
assert select.select([r], [w], [], 30) == ([r], [w], [])
os.close(r); os.close(w)
try:
    select.select([r], [], [], 0)
except OSError as error:
    assert error.errno == 9
try:
    select.select([object()], [], [], 0)
except TypeError as error:
    assert str(error) == "argument must be an int, or have a fileno() method."
