"""Echo with non-blocking sockets and one selector."""

import selectors
import struct

import echo_tools


class Connection:
    def __init__(self, socket, selector):
        self.socket = socket
        self.selector = selector
        self.received = bytearray()
        self.to_send = bytearray()
        self.open = True

    def readable(self, operations):
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            # The client's time was up in the middle of a message.
            data = b""
        if not data:
            self.open = False
            return
        self.received += data
        while len(self.received) >= 4:
            end = 4 + struct.unpack_from("!i", self.received)[0]
            if len(self.received) < end:
                break
            self.to_send += self.received[:end]
            del self.received[:end]
            operations.next_message()
        self.writable()

    def writable(self):
        if self.to_send:
            try:
                sent = self.socket.send(self.to_send)
            except BlockingIOError:
                sent = 0
            except ConnectionError:
                self.open = False
                return
            del self.to_send[:sent]
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.to_send else 0)
        if self.selector.get_key(self.socket).events != wanted:
            self.selector.modify(self.socket, wanted, self)


def serve(listener, operations):
    with selectors.DefaultSelector() as selector:
        listener.setblocking(False)
        selector.register(listener, selectors.EVENT_READ, None)
        connection = None
        while connection is None or connection.open:
            for key, events in selector.select():
                if key.data is None:
                    socket, _ = listener.accept()
                    echo_tools.no_delay(socket)
                    socket.setblocking(False)
                    connection = Connection(socket, selector)
                    selector.register(socket, selectors.EVENT_READ, connection)
                    continue
                if events & selectors.EVENT_READ:
                    connection.readable(operations)
                if connection.open and events & selectors.EVENT_WRITE:
                    connection.writable()
        connection.socket.close()


if __name__ == "__main__":
    echo_tools.run(echo_tools.listen, serve)
