"""How long one heavy request keeps all others waiting.

    python benchmarks/stalls.py [--only WORD] [--json FILE]

starts a server, sends it a light request every two milliseconds, and beside it one heavy request after the other. For each it prints how
long the heavy one took and how long a light one waited at most. Nothing else should run meanwhile.
"""

import argparse
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import wire

from emulator.keys import hashing

SVC = {"client_id": "svc", "client_secret": "s3cret"}
CLIENT = {"clientId": "svc", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True}
SESSIONS = 100_000
SLOW = ("pbkdf2-sha512", 210_000)


def hashed(password, algorithm, iterations=None):
    """A CredentialRepresentation."""
    secret, data = hashing.hash_password(password, algorithm, iterations, b"0123456789abcdef")
    return {"type": "password", "secretData": json.dumps(secret), "credentialData": json.dumps(data)}


def people(count, **more):
    """UserRepresentations."""
    return [
        {"username": f"user{number}", "enabled": True, "email": f"user{number}@example.org", "firstName": "F", "lastName": f"L{number}",
         "emailVerified": True, "attributes": {"department": [f"d{number % 7}"]}, "realmRoles": ["offline_access"], **more}
        for number in range(count)
    ]  # fmt: skip


class Server:
    """A server of our own, and its administrator."""

    def __init__(self, *files):
        """``files`` are realm files that it starts with."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "emulator", "start-dev", f"--http-port={self.port}", *map(str, files)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while True:
            try:
                wire.send("GET", f"{self.base}/realms/master")
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def admin(self, method, path, document=None):
        """The JSON of the Admin API."""
        return wire.send(method, f"{self.base}/admin/realms{path}", *self.prepared(document))

    def prepared(self, document):
        """Body and headers of a request to the Admin API."""
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        token = wire.post(f"{self.base}/realms/master/protocol/openid-connect/token", form)["access_token"]
        body = json.dumps(document).encode() if document is not None else None
        return body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def realm(self, name, **members):
        """Imports a realm."""
        self.admin("POST", "", {"realm": name, "enabled": True, "clients": [CLIENT], **members})

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Probe:
    """One light request after the other on one connection."""

    def __init__(self, port):
        self.raw = wire.request(f"http://127.0.0.1:{port}/realms/master")
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def wait(self):
        """Seconds that an answer takes."""
        began = time.perf_counter()
        self.connection.sendall(self.raw)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:")
        while len(body) < length:
            body += self.connection.recv(65536)
        return time.perf_counter() - began


def measured(probe, heavy):
    """Seconds that ``heavy`` takes, and that a light request waits at most meanwhile."""
    took, faults = [], []

    def run():
        began = time.perf_counter()
        try:
            heavy()
        except Exception as error:  # noqa: BLE001 - it is raised again below
            faults.append(error)
        took.append(time.perf_counter() - began)

    for _ in range(20):
        probe.wait()
    thread = threading.Thread(target=run)
    thread.start()
    waits = []
    while thread.is_alive():
        waits.append(probe.wait())
        time.sleep(0.002)
    if faults:
        raise faults[0]
    return took[0], max(waits)


def login(server, realm, password="right"):
    form = {"grant_type": "password", **SVC, "username": "user0", "password": password}
    wire.post(f"{server.base}/realms/{realm}/protocol/openid-connect/token", form)


def scenarios(server):
    """What is measured: a name, and what prepares it and returns the heavy request. Nobody reads its answer: that would stop the probe."""

    def with_hash(*kind):
        def prepare():
            server.realm(kind[0], users=people(1, credentials=[hashed("right", *kind)]))
            return lambda: login(server, kind[0])

        return prepare

    def history():
        policy = f"passwordHistory(8) and hashAlgorithm({SLOW[0]}) and hashIterations({SLOW[1]})"
        former = [{**hashed(f"old{number}", *SLOW), "type": "password-history"} for number in range(7)]
        server.realm("history", passwordPolicy=policy, users=people(1, credentials=[hashed("right", *SLOW), *former]))
        user = server.admin("GET", "/history/users")[0]["id"]
        body, headers = server.prepared({"value": "new"})
        return lambda: wire.exchange("PUT", f"{server.base}/admin/realms/history/users/{user}/reset-password", body, headers)

    def importing(count, **more):
        def prepare():
            name = f"import{count}{'p' if more else ''}"
            body, headers = server.prepared({"realm": name, "enabled": True, "clients": [CLIENT], "users": people(count, **more)})
            return lambda: wire.exchange("POST", f"{server.base}/admin/realms", body, headers)

        return prepare

    def partial_import():
        newcomers = [{"username": f"newcomer{number}"} for number in range(2000)]
        body, headers = server.prepared({"ifResourceExists": "SKIP", "users": newcomers})
        return lambda: wire.exchange("POST", f"{server.base}/admin/realms/import1000/partialImport", body, headers)

    def partial_export():
        body, headers = server.prepared({})
        url = f"{server.base}/admin/realms/import10000/partial-export?exportClients=true&exportGroupsAndRoles=true"
        return lambda: wire.exchange("POST", url, body, headers)

    def export(name):
        return lambda: lambda: urllib.request.urlopen(f"{server.base}/_emulator/realms/{name}/export").close()

    def saml():
        body, headers = server.prepared({"clientId": "https://sp.example.org", "protocol": "saml"})
        return lambda: wire.exchange("POST", f"{server.base}/admin/realms/master/clients", body, headers)

    def rotation():
        realm = server.admin("GET", "/import10000")["id"]
        component = {"name": "new", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider", "parentId": realm,
                     "config": {"priority": ["200"], "keySize": ["4096"]}}  # fmt: skip
        body, headers = server.prepared(component)

        def heavy():
            wire.send("POST", f"{server.base}/admin/realms/import10000/components", body, headers)
            wire.send("GET", f"{server.base}/realms/import10000/protocol/openid-connect/certs")

        return heavy

    def users():
        body, headers = server.prepared(None)
        return lambda: wire.exchange("GET", f"{server.base}/admin/realms/import10000/users?max=10000", body, headers)

    def sessions(name):
        server.realm(name, users=people(1, credentials=[{"type": "password", "value": "right"}]))
        url = f"{server.base}/realms/{name}/protocol/openid-connect/token"
        form = {"grant_type": "password", **SVC, "username": "user0", "password": "right"}
        wire.load(url, wire.request(url, form), 8, count=SESSIONS)

    def ended():
        sessions("ended")

        def heavy():
            wire.send("PUT", f"{server.base}/_emulator/clock", b'{"move": 259200}', {"Content-Type": "application/json"})
            for _ in range(300):
                wire.send("GET", f"{server.base}/realms/ended")

        return heavy

    def logged_out():
        sessions("logout")
        body, headers = server.prepared(None)
        return lambda: wire.exchange("POST", f"{server.base}/admin/realms/logout/logout-all", body, headers)

    def everybody(path, method="GET"):
        def prepare():
            realm = f"all{len(taken)}"
            taken.append(realm)
            server.realm(realm, users=people(10000, groups=["/staff"]), groups=[{"name": "staff"}])
            group = server.admin("GET", f"/{realm}/groups")[0]["id"]
            body, headers = server.prepared(None)
            return lambda: wire.exchange(method, f"{server.base}/admin/realms/{realm}/{path.format(group=group)}", body, headers)

        return prepare

    def first_import():
        body, headers = server.prepared({"realm": "first", "enabled": True, "clients": [CLIENT], "users": people(100)})
        return lambda: wire.exchange("POST", f"{server.base}/admin/realms", body, headers)

    taken = []
    return {
        "the first import of a realm": first_import,
        "login, pbkdf2-sha512 210,000": with_hash(*SLOW),
        "login, argon2": with_hash("argon2"),
        "reset-password, history of 8 pbkdf2": history,
        "import of 1,000 users": importing(1000),
        "import of 10,000 users": importing(10000),
        "import of 1,000 users with passwords": importing(1000, credentials=[{"type": "password", "value": "secret"}]),
        "partial export": partial_export,
        "export of 1,000 users": export("import1000"),
        "export of 10,000 users": export("import10000"),
        "export of 1,000 users with plain passwords": export("import1000p"),
        "10,000 users listed": users,
        "10,000 members listed": everybody("groups/{group}/members?max=-1"),
        "group of 10,000 deleted": everybody("groups/{group}", "DELETE"),
        "role of 10,000 deleted": everybody("roles/offline_access", "DELETE"),
        "partial import of 2,000 users": partial_import,
        "SAML client": saml,
        "RSA-4096 key made and used": rotation,
        f"{SESSIONS:,} sessions that have ended": ended,
        f"{SESSIONS:,} sessions logged out": logged_out,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="heavy requests whose name contains it")
    parser.add_argument("--json", help="a file for the figures")
    arguments = parser.parse_args()
    server = Server()
    figures = {}
    try:
        probe = Probe(server.port)
        for name, prepare in scenarios(server).items():
            if arguments.only not in name and "import of" not in name:
                continue
            took, waited = measured(probe, prepare())
            figures[name] = {"took": took, "longest wait": waited}
            print(f"{name:45} took {took * 1000:9.1f} ms   others waited {waited * 1000:9.1f} ms", flush=True)
    finally:
        server.stop()
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
