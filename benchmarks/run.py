"""Measures the emulator beside its peers on one machine and prints figures and ratios; see README.md beside this file."""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import in_process
import peers
import table
import wire

CONCURRENCIES = (1, 16)
TOKENS = 1000


def openssl_rate(seconds):
    """RSA-2048 signatures a second of one core, by ``openssl speed``."""
    command = ["openssl", "speed", "-seconds", str(seconds), "rsa2048"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"^rsa\s+2048.*?\s([\d.]+)\s+[\d.]+\s*$", text, re.MULTILINE)[-1])


def work(server):
    """The requests that are measured, by name: their URL and their bytes."""
    form = {"grant_type": "client_credentials", **peers.SVC}
    peers.check_token(server, wire.post(server.token_url, form)["access_token"])
    requests = {"client_credentials": (server.token_url, wire.request(server.token_url, form))}
    if server.protocol:
        token = wire.post(server.token_url, in_process.ALICE)
        introspect, userinfo = f"{server.protocol}/token/introspect", f"{server.protocol}/userinfo"
        question = {**peers.SVC, "token": token["access_token"]}
        if not wire.post(introspect, question)["active"]:
            raise RuntimeError(f"{server.name} calls its own token inactive")
        renew = {"grant_type": "refresh_token", **peers.SVC, "refresh_token": token["refresh_token"]}
        requests["password"] = (server.token_url, wire.request(server.token_url, in_process.ALICE))
        requests["refresh"] = (server.token_url, wire.request(server.token_url, renew))
        requests["introspection"] = (introspect, wire.request(introspect, question))
        requests["userinfo"] = (userinfo, wire.request(userinfo, bearer=token["access_token"]))
    return requests


def measure(server, seconds, busiest):
    """Figures of a running server by name; ``busiest`` collects what the load generator used of a core."""
    figures = {"memory after start (MiB)": server.memory()}
    tasks = work(server)
    wire.load(*tasks["client_credentials"], 4, count=TOKENS)
    figures[f"memory after {TOKENS:,} tokens (MiB)"] = server.memory()
    for name in tasks:
        for concurrency in CONCURRENCIES:
            # Anew each time: no token may expire in the middle of a run.
            url, raw = work(server)[name]
            wire.load(url, raw, concurrency, seconds=seconds)
            counted = wire.load(url, raw, concurrency, seconds=seconds)
            busiest.append(counted["cpu"])
            figures[f"{name}, concurrency {concurrency} (1/s)"] = counted["rate"]
    return figures


def import_of(server, users):
    """Seconds that the server takes to import a realm with so many users through the Admin API."""
    admin, name = peers.Admin(server.base), peers.fresh_name()
    try:
        return admin.create({**peers.REALM, "realm": name, "users": in_process.people(users)})
    finally:
        admin.delete(name)


def local(start, arguments, busiest):
    """Figures of a server that is started here, again and again."""
    times = []
    for _ in range(arguments.starts):
        elapsed, server = peers.first_token(start)
        server.stop()
        times.append(elapsed)
    figures = {"exec to first token (s)": statistics.median(times)}
    server = start()
    try:
        figures |= measure(server, arguments.seconds, busiest)
        if server.protocol:
            figures[f"import of {arguments.users:,} users (s)"] = import_of(server, arguments.users)
    finally:
        server.stop()
    return figures


def keycloak(arguments, busiest):
    """Figures of a Keycloak, in a realm of its own that is deleted afterwards."""
    base, figures, process = arguments.keycloak, {}, None
    with ExitStack() as stack:
        if arguments.keycloak_command:
            elapsed, server = peers.start_keycloak(arguments.keycloak_command, base)
            stack.callback(server.stop)
            process = server.process
            figures["exec to first token (s)"] = elapsed
        admin, name = peers.Admin(base), peers.fresh_name()
        admin.create({**peers.REALM, "realm": name})
        stack.callback(admin.delete, name)
        figures |= measure(peers.with_realm(base, name, process), arguments.seconds, busiest)
        figures[f"import of {arguments.users:,} users (s)"] = import_of(peers.with_realm(base, name), arguments.users)
    return figures


def servers(arguments, folder):
    """What is measured, by name: a function that returns the figures."""
    starts = {"emulator": lambda busiest: local(lambda: peers.emulator(folder), arguments, busiest)}
    if arguments.databases is not None:
        options = ["--db", "dev-file"]
        starts["emulator, dev-file"] = lambda busiest: local(lambda: peers.emulator(folder, *options), arguments, busiest)
    if arguments.databases:
        more = ["--db", "postgres", "--db-url", arguments.databases]
        starts["emulator, postgres"] = lambda busiest: local(lambda: peers.emulator(folder, *more), arguments, busiest)
    names = [name for name in arguments.peers if name in peers.NODE]
    versions = peers.install(names, folder) if names else {}
    for name in versions:
        starts[name] = lambda busiest, name=name: local(lambda: peers.node(name, folder), arguments, busiest)
    if arguments.keycloak:
        starts["keycloak"] = lambda busiest: keycloak(arguments, busiest)
    return starts, versions


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    known = ["keycloak", *peers.NODE]
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    parser.add_argument(
        "--peers", nargs="?", const=",".join(peers.NODE), default="", help=f"which of {','.join(known)}; without: both of npm"
    )
    parser.add_argument("--keycloak", metavar="URL", help="base URL of a Keycloak with the administrator admin/admin")
    parser.add_argument("--keycloak-command", metavar="COMMAND", help="starts that Keycloak; measures its start and memory, and ends it")
    parser.add_argument(
        "--databases",
        nargs="?",
        const="",
        metavar="URL",
        help="measure the emulator with a file too, and with the PostgreSQL database at URL",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    arguments = parser.parse_args()
    arguments.peers = [name for name in arguments.peers.split(",") if name]
    if unknown := [name for name in arguments.peers if name not in known]:
        parser.error(f"unknown peers: {', '.join(unknown)}; there are {', '.join(known)}")
    if ("keycloak" in arguments.peers or arguments.keycloak_command) and not arguments.keycloak:
        parser.error("the base URL of Keycloak is needed: --keycloak URL")
    arguments.keycloak = arguments.keycloak.rstrip("/") if arguments.keycloak else None
    arguments.seconds, arguments.starts, arguments.users = (1, 3, 1000) if arguments.quick else (5, 9, 10_000)
    return arguments


def main():
    arguments = parse()
    results, busiest, rates = {}, [], [openssl_rate(arguments.seconds)]
    with tempfile.TemporaryDirectory() as folder:
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
            # An installed package has its modules compiled.
            os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        chosen, versions = servers(arguments, folder)
        for name, figures in chosen.items():
            print(f"measuring {name} …", file=sys.stderr)
            results[name] = figures(busiest)
    rates.append(openssl_rate(arguments.seconds))
    machine = {"openssl rsa2048 signatures of one core, mean of before and after (1/s)": statistics.mean(rates)}
    for concurrency in CONCURRENCIES:
        machine[f"ceiling of the load generator, concurrency {concurrency} (1/s)"] = wire.ceiling(concurrency, arguments.seconds)
    machine["share of a core that the load generator used at most (%)"] = 100 * max(busiest)
    for users in (10, 10_000):
        restored, login = in_process.restore(users)
        machine[f"emulator: restore after a login, {users:,} users (ms)"] = restored
        machine[f"emulator: that login in process, {users:,} users (ms)"] = login
    print(table.text(results, machine, statistics.mean(rates)))
    if arguments.json:
        arguments.json.write_text(json.dumps({"servers": results, "machine": machine, "versions": versions}, indent=1) + "\n")


if __name__ == "__main__":
    main()
