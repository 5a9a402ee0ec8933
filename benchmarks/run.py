"""Measures the emulator beside its peers and prints figures and ratios; see README.md beside this file."""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
import peers


def openssl_rate(seconds):
    """RSA-2048 signatures a second of one core."""
    command = ["openssl", "speed", "-seconds", str(seconds), "rsa2048"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"^rsa\s+2048.*?\s([\d.]+)\s+[\d.]+\s*$", text, re.MULTILINE)[-1])


def request(url, form=None, bearer=None):
    parts = urlsplit(url)
    body = urlencode(form).encode() if form is not None else b""
    lines = [f"{'POST' if form is not None else 'GET'} {parts.path} HTTP/1.1", f"Host: {parts.netloc}"]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    if bearer:
        lines.append(f"Authorization: Bearer {bearer}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def rate(url, raw, concurrency, seconds):
    """Answers a second; raises when any was not 200."""
    parts = urlsplit(url)
    command = [sys.executable, str(Path(__file__).with_name("load.py")), parts.hostname, str(parts.port), str(concurrency), str(seconds)]
    found, bad = subprocess.run(command, input=raw, capture_output=True, check=True).stdout.split()
    if int(bad):
        raise RuntimeError(f"{int(bad)} answers of {url} were not 200")
    return float(found)


def ceiling(seconds):
    """What the load generator can send at most, against a server that only answers."""
    code = (
        "import asyncio\nclass P(asyncio.Protocol):\n def connection_made(s,t): s.t=t\n"
        " def data_received(s,d): s.t.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok')\n"
        "async def m():\n s=await asyncio.get_running_loop().create_server(P,'127.0.0.1',0)\n"
        " print(s.sockets[0].getsockname()[1],flush=True)\n await s.serve_forever()\nasyncio.run(m())"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{server.stdout.readline().strip()}/"
    found = rate(url, request(url), 16, seconds)
    server.terminate()
    server.wait()
    return found


def work(server):
    """The requests that are measured, by name."""
    svc = peers.SVC
    found = {"client_credentials": (server.token_url, request(server.token_url, {"grant_type": "client_credentials", **svc}))}
    if server.protocol:
        login = {"grant_type": "password", **svc, "username": "alice", "password": "wonder", "scope": "openid"}
        token = peers.post(server.token_url, login)
        introspect = f"{server.protocol}/token/introspect"
        renew = {"grant_type": "refresh_token", **svc, "refresh_token": token["refresh_token"]}
        found["password"] = (server.token_url, request(server.token_url, login))
        found["refresh"] = (server.token_url, request(server.token_url, renew))
        found["introspection"] = (introspect, request(introspect, {**svc, "token": token["access_token"]}))
        found["userinfo"] = (f"{server.protocol}/userinfo", request(f"{server.protocol}/userinfo", bearer=token["access_token"]))
    return found


def measure(server, seconds):
    figures = {"memory after start (MiB)": server.memory()}
    for name, (url, raw) in work(server).items():
        rate(url, raw, 4, min(1, seconds))
        for concurrency in (1, 16):
            figures[f"{name}, concurrency {concurrency} (1/s)"] = rate(url, raw, concurrency, seconds)
    figures["memory after the load (MiB)"] = server.memory()
    return figures


def in_process(users):
    """Seconds to import a realm with many users, and milliseconds to restore it after one login."""
    from emulator.login import direct_grant, sessions
    from emulator.web.emulator import Emulator

    emulator = Emulator()
    emulator.add_master()
    people = [{**peers.REALM["users"][0], "username": f"user{i}", "email": f"user{i}@example.org"} for i in range(users)]
    began = time.perf_counter()
    tables = emulator.add_realm({**peers.REALM, "users": people})
    imported = time.perf_counter() - began
    emulator.store.log.settle()
    context = emulator.context(tables, "http://127.0.0.1")
    times = []
    for _ in range(50):
        mark = emulator.store.hold()
        user = direct_grant.authenticate(context, emulator.passwords, "user1", "wonder")
        sessions.keep(context, sessions.start(context, user))
        began = time.perf_counter()
        emulator.store.roll_back(mark)
        emulator.store.release()
        times.append(time.perf_counter() - began)
    return imported, statistics.median(times) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    parser.add_argument("--keycloak", help="base URL of a running Keycloak")
    parser.add_argument("--peers", action="store_true", help="measure oidc-provider and oauth2-mock-server too")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    seconds, starts = (1, 3) if arguments.quick else (5, 9)
    signing = openssl_rate(1 if arguments.quick else 3)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        starters = {"emulator": lambda: peers.emulator(folder)}
        if arguments.peers and (modules := peers.node_folder()):
            for name in ("oidc-provider", "oauth2-mock-server"):
                starters[name] = lambda name=name: peers.node(name, modules)
        for name, start in starters.items():
            times = []
            for _ in range(starts):
                elapsed, server = peers.first_token(start)
                times.append(elapsed)
                server.stop()
            server = start()
            results[name] = {"exec to first token (s)": statistics.median(times), **measure(server, seconds)}
            server.stop()
        if arguments.keycloak:
            results["keycloak"] = measure(peers.keycloak(arguments.keycloak), seconds)
    signing = statistics.mean([signing, openssl_rate(1 if arguments.quick else 3)])
    imported, restored = in_process(10_000)
    _, restored_small = in_process(10)
    extras = {
        "openssl rsa2048 signatures of one core (1/s)": signing,
        "ceiling of the load generator (1/s)": ceiling(seconds),
        "emulator: import of 10,000 users (s)": imported,
        "emulator: restore after a login, 10 users (ms)": restored_small,
        "emulator: restore after a login, 10,000 users (ms)": restored,
    }
    show(results, extras, signing)
    if arguments.json:
        arguments.json.write_text(json.dumps({"servers": results, "machine": extras}, indent=1) + "\n")


def show(results, extras, signing):
    names = list(results)
    print("| |", " | ".join(names), "|")
    print("|---|" + "---:|" * len(names))
    for figure in dict.fromkeys(key for found in results.values() for key in found):
        cells = []
        for name in names:
            value, own = results[name].get(figure), results["emulator"].get(figure)
            ratio = f" ({value / own:.2f}x)" if value and own and name != "emulator" else ""
            share = f" = {100 * value / signing:.0f} % of signing" if value and figure.startswith("client_credentials") else ""
            cells.append("" if value is None else f"{value:.3g}{ratio}{share}" if value < 100 else f"{value:.0f}{ratio}{share}")
        print(f"| {figure} |", " | ".join(cells), "|")
    print()
    for name, value in extras.items():
        print(f"- {name}: {value:.3g}" if value < 100 else f"- {name}: {value:.0f}")


if __name__ == "__main__":
    main()
