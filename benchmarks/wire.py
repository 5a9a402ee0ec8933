"""HTTP as the benchmarks speak it: single requests from here, many of them from the load generator's process."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

# A proxy from the environment must not stand between the benchmark and a server on this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_TRIVIAL = """\
import asyncio
class P(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data): self.transport.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
async def main():
    server = await asyncio.get_running_loop().create_server(P, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def exchange(method, url, body=None, headers=None):
    """The bytes of an answer; raises urllib's HTTPError for an error status."""
    with _OPENER.open(urllib.request.Request(url, body, headers or {}, method=method)) as answer:
        return answer.read()


def send(method, url, body=None, headers=None):
    """The JSON of an answer, None for an empty one; raises urllib's HTTPError for an error status."""
    text = exchange(method, url, body, headers)
    return json.loads(text) if text else None


def post(url, form):
    """The JSON that a form is answered with."""
    return send("POST", url, urlencode(form).encode())


def request(url, form=None, bearer=None):
    """The bytes of a keep-alive request: POST with a form, else GET."""
    parts = urlsplit(url)
    body = urlencode(form).encode() if form is not None else b""
    lines = [f"{'POST' if form is not None else 'GET'} {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    if bearer:
        lines.append(f"Authorization: Bearer {bearer}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def load(url, raw, concurrency, *, seconds=None, count=None):
    """What load.py reports of sending ``raw``; raises RuntimeError when an answer was not 200 or a connection was lost."""
    parts = urlsplit(url)
    limit = ["--count", str(count)] if seconds is None else ["--seconds", str(seconds)]
    command = [sys.executable, str(Path(__file__).with_name("load.py")), parts.hostname, str(parts.port), str(concurrency), *limit]
    done = subprocess.run(command, input=raw, capture_output=True, check=False, timeout=600)
    if done.returncode:
        raise RuntimeError(f"the load generator failed at {url}: {done.stderr.decode()[-500:]}")
    counted = json.loads(done.stdout)
    if counted["bad"] or counted["lost"]:
        raise RuntimeError(f"{url}: of {counted['answers']} answers {counted['bad']} were not 200, {counted['lost']} connections were lost")
    return counted


def ceiling(concurrency, seconds):
    """Requests a second that the load generator sends to a server that does nothing but answer."""
    with subprocess.Popen([sys.executable, "-c", _TRIVIAL], stdout=subprocess.PIPE, text=True) as server:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/"
        try:
            return load(url, request(url), concurrency, seconds=seconds)["rate"]
        finally:
            server.terminate()
