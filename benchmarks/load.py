"""A load generator: keep-alive HTTP/1.1 over raw sockets, in a process of its own.

    python benchmarks/load.py HOST PORT CONCURRENCY SECONDS < request

reads one complete HTTP request from standard input, sends it over and over, and prints answers a second and how many were not 200.
"""

import asyncio
import sys
import time


class Connection(asyncio.Protocol):
    """One connection that always has one request under way."""

    def __init__(self, request, until, counts):
        self.request, self.until, self.counts = request, until, counts
        self.done = asyncio.get_running_loop().create_future()
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        self.buffer += data
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = self.length(head)
        if len(body) < length:
            return
        self.buffer = body[length:]
        self.counts[head[9:12] == b"200"] += 1
        if time.perf_counter() < self.until:
            self.transport.write(self.request)
        else:
            self.transport.close()
            self.done.set_result(None)

    def length(self, head):
        for line in head.split(b"\r\n"):
            if line[:15].lower() == b"content-length:":
                return int(line[15:])
        return 0

    def connection_lost(self, error):
        if not self.done.done():
            self.done.set_result(None)


async def main(host, port, concurrency, seconds):
    request = sys.stdin.buffer.read()
    counts = {True: 0, False: 0}
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    made = [await loop.create_connection(lambda: Connection(request, started + seconds, counts), host, port) for _ in range(concurrency)]
    await asyncio.gather(*(protocol.done for _, protocol in made))
    elapsed = time.perf_counter() - started
    print(f"{sum(counts.values()) / elapsed:.1f} {counts[False]}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
