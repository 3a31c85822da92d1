"""Echo with a connection of multiprocessing, whose own protocol is the size and the message."""

from multiprocessing.connection import Listener

import echo_tools


def listen():
    listener = Listener(("127.0.0.1", 0))
    return listener, listener.address[1]


def serve(listener, operations):
    with listener.accept() as connection:
        try:
            while True:
                connection.send_bytes(connection.recv_bytes())
                operations.next_message()
        except (EOFError, ConnectionError):
            pass


if __name__ == "__main__":
    echo_tools.run(listen, serve)
