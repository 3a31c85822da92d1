# asyncio: subprocesses, signal-free waiting, datagrams, futures across threads.
import asyncio
import sys


async def main():
    p = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    out, err = await p.communicate(b"through cat")
    assert out == b"through cat" and err is None and p.returncode == 0
    p = await asyncio.create_subprocess_shell("echo one; echo two >&2; exit 4", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    assert await p.stdout.readline() == b"one\n" and await p.stderr.read() == b"two\n" and await p.wait() == 4
    p = await asyncio.create_subprocess_exec("sleep", "60")
    p.kill()
    assert await p.wait() == -9
    results = await asyncio.gather(*[asyncio.create_subprocess_exec("true") for _ in range(3)])
    assert [await p.wait() for p in results] == [0, 0, 0]
    loop = asyncio.get_running_loop()
    received = loop.create_future()

    class Server(asyncio.DatagramProtocol):
        def connection_made(self, transport): self.transport = transport
        def datagram_received(self, data, address): self.transport.sendto(data.upper(), address)

    class Client(asyncio.DatagramProtocol):
        def connection_made(self, transport): transport.sendto(b"ping")
        def datagram_received(self, data, address): received.set_result(data)

    server, _ = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    client, _ = await loop.create_datagram_endpoint(Client, remote_addr=server.get_extra_info("sockname"))
    assert await asyncio.wait_for(received, 30) == b"PING"
    server.close()
    client.close()
    future = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "across"), loop)
    assert await asyncio.wrap_future(future) == "across"


asyncio.run(main())
