# asyncio.to_thread, call_soon_threadsafe, and streams over loopback.
import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    ident = await asyncio.to_thread(threading.get_ident)
    assert ident != threading.get_ident()
    future = loop.create_future()
    thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(future.set_result, "from thread"))
    thread.start()
    assert await future == "from thread"
    thread.join()
    assert await loop.run_in_executor(None, sum, [1, 2, 3]) == 6

    async def handle(reader, writer):
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello\nworld\n")
    assert await reader.readline() == b"HELLO\n" and await reader.readexactly(6) == b"WORLD\n"
    writer.close()
    await writer.wait_closed()
    server.close()
    order = []
    loop.call_later(0.01, order.append, "later")
    loop.call_soon(order.append, "soon")
    await asyncio.sleep(0.05)
    assert order == ["soon", "later"]
    return threading.get_ident()


assert asyncio.run(main()) == threading.get_ident()
thread_result = []
worker = threading.Thread(target=lambda: thread_result.append(asyncio.run(asyncio.sleep(0, "in thread"))))
worker.start()
worker.join()
assert thread_result == ["in thread"]
