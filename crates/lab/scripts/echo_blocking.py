"""Echo with blocking sockets: four calls a message, each of which may give the GIL away."""

import struct

import echo_tools


def receive(operations, name, connection, size):
    data = b""
    while len(data) < size:
        part = operations.call(name, connection.recv, size - len(data))
        if not part:
            return b""
        data += part
    return data


def echo(connection, operations):
    while True:
        header = receive(operations, "recv size", connection, 4)
        if not header:
            return
        message = receive(operations, "recv message", connection, struct.unpack("!i", header)[0])
        operations.call("send size", connection.sendall, header)
        operations.call("send message", connection.sendall, message)
        operations.next_message()


def serve(listener, operations):
    connection, _ = listener.accept()
    echo_tools.no_delay(connection)
    try:
        echo(connection, operations)
    except ConnectionError:
        # The client's time was up in the middle of a message.
        pass
    connection.close()


if __name__ == "__main__":
    echo_tools.run(echo_tools.listen, serve)
