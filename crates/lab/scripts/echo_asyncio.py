"""Echo with asyncio streams."""

import asyncio
import struct

import echo_tools


async def serve_one(listener, operations):
    finished = asyncio.Event()

    async def echo(reader, writer):
        echo_tools.no_delay(writer.get_extra_info("socket"))
        try:
            while True:
                header = await reader.readexactly(4)
                message = await reader.readexactly(struct.unpack("!i", header)[0])
                writer.write(header)
                writer.write(message)
                await writer.drain()
                operations.next_message()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            finished.set()

    server = await asyncio.start_server(echo, sock=listener)
    await finished.wait()
    server.close()


def serve(listener, operations):
    asyncio.run(serve_one(listener, operations))


if __name__ == "__main__":
    echo_tools.run(echo_tools.listen, serve)
