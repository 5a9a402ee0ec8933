"""A load generator: keep-alive HTTP/1.1 over raw sockets, in a process of its own.

    python benchmarks/load.py HOST PORT CONCURRENCY (--seconds S | --count N) < request

reads one complete HTTP request from standard input, sends it over and over, and prints a JSON object: ``rate`` (answers a second),
``answers``, ``bad`` (how many were not 200), ``lost`` (connections that the server ended too early) and ``cpu`` (share of one core
that the generator used: near 1 means that it, and not the server, was measured).
"""

import argparse
import asyncio
import json
import sys
import time


class Run:
    """What all connections share: when to stop, and the counts."""

    def __init__(self, seconds, count):
        self.until = time.perf_counter() + seconds if seconds else None
        self.left = count
        self.answers = self.bad = self.lost = 0

    def more(self):
        """Whether another request is to be sent."""
        if self.until is not None:
            return time.perf_counter() < self.until
        self.left -= 1
        return self.left >= 0


class Connection(asyncio.Protocol):
    """One connection that always has one request under way."""

    def __init__(self, request, run):
        self.request, self.run = request, run
        self.done = asyncio.get_running_loop().create_future()
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport
        self.next()

    def next(self):
        if self.run.more():
            self.transport.write(self.request)
        else:
            self.done.set_result(None)
            self.transport.close()

    def data_received(self, data):
        self.buffer += data
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        try:
            length = content_length(head)
        except ValueError as error:
            self.done.set_exception(error)
            self.transport.abort()
            return
        if len(body) < length:
            return
        self.buffer = body[length:]
        self.run.answers += 1
        self.run.bad += head[9:12] != b"200"
        self.next()

    def connection_lost(self, error):
        if not self.done.done():
            self.run.lost += 1
            self.done.set_result(None)


def content_length(head):
    """Bytes of the body; chunked bodies are not read, so that an answer is never counted by halves."""
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    raise ValueError(f"an answer without Content-Length: {head[:200]!r}")


async def main(arguments):
    request = sys.stdin.buffer.read()
    run = Run(arguments.seconds, arguments.count)
    loop = asyncio.get_running_loop()
    started, used = time.perf_counter(), time.process_time()
    places = range(arguments.concurrency)
    connections = [await loop.create_connection(lambda: Connection(request, run), arguments.host, arguments.port) for _ in places]
    await asyncio.gather(*(protocol.done for _, protocol in connections))
    elapsed = time.perf_counter() - started
    cpu = (time.process_time() - used) / elapsed
    print(json.dumps({"rate": run.answers / elapsed, "answers": run.answers, "bad": run.bad, "lost": run.lost, "cpu": cpu}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("concurrency", type=int)
    limit = parser.add_mutually_exclusive_group(required=True)
    limit.add_argument("--seconds", type=float)
    limit.add_argument("--count", type=int)
    asyncio.run(main(parser.parse_args()))
