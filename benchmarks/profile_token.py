"""Where the microseconds of one client_credentials request go, stage by stage, in process and without a socket."""

import asyncio
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
import peers

from emulator.keys import jws
from emulator.protocol import client as clients
from emulator.protocol.grants import client_credentials
from emulator.serving.rooms import ROOMS
from emulator.tokens.issue import issue
from emulator.web.app import App
from emulator.web.call import Call
from emulator.web.response import json_text
from emulator.world.emulator import Emulator

ROUNDS = 5000


def timed(work, rounds=ROUNDS):
    """Median microseconds of one call."""
    for _ in range(50):
        work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter_ns()
        work()
        times.append(time.perf_counter_ns() - began)
    return statistics.median(times) / 1000


def main():
    emulator = Emulator()
    emulator.add_master()
    emulator.add_realm(peers.REALM)
    emulator.store.log.settle()
    app = App(emulator, ROOMS)
    body = urlencode({"grant_type": "client_credentials", **peers.SVC}).encode()
    path = "/realms/bench/protocol/openid-connect/token"
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "client": ("127.0.0.1", 1), "headers": [(b"host", b"127.0.0.1:8080"), (b"content-type", b"application/x-www-form-urlencoded")],
    }  # fmt: skip

    def entered():
        call = Call(emulator, scope, body)
        app.decisions.frontend.enter(call)
        return call

    def routed():
        call = entered()
        app.decisions.route(call)
        return call

    call = routed()
    client = clients.authenticate(call)
    tokens = issue(call.context, emulator.plans, client_credentials.decide(call, client))
    key, claims = tokens.access.key, tokens.access.claims
    signed = jws.signing_input(key, claims)
    answer = tokens.finish()

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        """Takes the answer."""

    async def whole(rounds):
        times = []
        for _ in range(rounds):
            began = time.perf_counter_ns()
            await app(scope, receive, send)
            times.append(time.perf_counter_ns() - began)
        return statistics.median(times) / 1000

    enter, route = timed(entered), timed(routed)
    form = timed(lambda: clients.authenticate(routed()))
    decide = timed(lambda: client_credentials.decide(call, client))
    both = timed(lambda: issue(call.context, emulator.plans, client_credentials.decide(call, client)))
    sign = timed(lambda: key.sign(signed), 1000)
    token = timed(lambda: jws.sign(key, claims), 1000)
    rows = [
        ("request, headers, base URL", enter),
        ("route, realm", route - enter),
        ("form, client authentication", form - route),
        ("grant: scopes, service account, session", decide),
        ("claims: mappers, lifespans, order", both - decide),
        ("token: JSON and base64", token - sign),
        ("RS256 signature", sign),
        ("answer: JSON", timed(lambda: json_text(answer))),
    ]
    total = asyncio.run(whole(1000))
    rows.append(("ASGI application, security headers, the rest", total - sum(value for _, value in rows)))
    print("| stage | µs | share |\n|---|---:|---:|")
    for name, value in [*rows, ("all", total)]:
        print(f"| {name} | {value:.0f} | {100 * value / total:.0f} % |")


if __name__ == "__main__":
    main()
