"""The servers that are measured: how each is started, stopped and looked into."""

import base64
import contextlib
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
from pathlib import Path

import wire

HERE = Path(__file__).parent
REALM = json.loads((HERE / "realm.json").read_text())
SVC = {"client_id": "svc", "client_secret": "s3cret"}
NODE = {"oidc-provider": "oidc-provider", "oauth2-mock-server": "oauth2-mock-server"}
ADMIN = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}


class Server:
    """A running server: ``token_url``, the ``protocol`` URL where it has Keycloak's endpoints, and the process if it is ours."""

    def __init__(self, name, base, token_url, process=None, protocol=None):
        self.name, self.base, self.token_url, self.process, self.protocol = name, base, token_url, process, protocol

    def memory(self):
        """Resident memory in MiB of the server and its children; None when the process is not ours."""
        if self.process is None:
            return None
        pages = 0
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(entry.name)) == self.process.pid:
                    pages += int((entry / "statm").read_text().split()[1])
            except OSError:
                continue
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def stop(self):
        """Ends the server's process group; a server that is not ours is left alone."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def launch(command, **options):
    """A process in a group of its own."""
    return subprocess.Popen(command, start_new_session=True, text=True, **options)


def lines_until(process, pattern):
    """The first group of ``pattern`` in what the process prints; what it prints later is read and dropped."""
    for line in process.stdout:
        if match := re.search(pattern, line):
            threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
            return match[1]
    raise RuntimeError(f"{process.args} ended with {process.wait()} before it listened")


def emulator(folder, *options):
    """The emulator on a free port, by its command line; its errors and its data go to ``folder``."""
    command = [sys.executable, "-m", "emulator", "start-dev", str(HERE / "realm.json"), "--http-port", "0", *options]
    with (Path(folder) / "emulator.log").open("w") as log:
        process = launch(command, stdout=subprocess.PIPE, stderr=log, cwd=folder)
    base = lines_until(process, r"Listening on: (http://[\w.:\[\]]+\d)")
    protocol = f"{base}/realms/{REALM['realm']}/protocol/openid-connect"
    return Server(" ".join(["emulator", *options[1::2]]), base, f"{protocol}/token", process, protocol)


def install(names, folder):
    """Installs peers with npm into ``folder``; their versions by name, empty with a note on stderr where that is impossible."""
    if not (shutil.which("npm") and shutil.which("node")):
        print(f"skipped, there is no npm or node: {', '.join(names)}", file=sys.stderr)
        return {}
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *(NODE[name] for name in names)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        print(f"skipped, npm could not install {', '.join(names)}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return {}
    manifests = {name: Path(folder) / "node_modules" / NODE[name] / "package.json" for name in names}
    return {name: json.loads(path.read_text())["version"] for name, path in manifests.items()}


def node(name, folder):
    """A peer on node, from its script beside this file; ``folder`` is where it is installed."""
    script = Path(folder) / f"{name}.mjs"
    script.write_text((HERE / "peers" / f"{name}.mjs").read_text())
    process = launch(["node", str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder)
    url = lines_until(process, r"^(http://\S+)")
    return Server(name, url.rsplit("/", 1)[0], url, process)


class Admin:
    """Realms of a server with Keycloak's Admin API and the administrator admin/admin."""

    def __init__(self, base):
        self.base = base

    def headers(self):
        token = wire.post(f"{self.base}/realms/master/protocol/openid-connect/token", ADMIN)["access_token"]
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def create(self, document):
        """Imports a realm; the seconds that it took, without getting the administrator's token."""
        body, headers = json.dumps(document).encode(), self.headers()
        began = time.perf_counter()
        wire.send("POST", f"{self.base}/admin/realms", body, headers)
        return time.perf_counter() - began

    def delete(self, name):
        wire.send("DELETE", f"{self.base}/admin/realms/{name}", headers=self.headers())


def fresh_name():
    """A realm name that nobody else has on a server that is not ours."""
    return f"emulator-benchmark-{secrets.token_hex(4)}"


def start_keycloak(command, base):
    """Seconds until Keycloak, by the given command line, which must listen at ``base``, gives its administrator a token; and the server."""
    with contextlib.suppress(OSError):
        wire.send("GET", f"{base}/realms/master")
        raise RuntimeError(f"something listens at {base} already; its start cannot be measured")
    began = time.perf_counter()
    ours = {"KC_BOOTSTRAP_ADMIN_USERNAME": "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD": "admin"}
    process = launch(shlex.split(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **ours})
    server = Server("keycloak", base, f"{base}/realms/master/protocol/openid-connect/token", process)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        try:
            wire.post(server.token_url, ADMIN)
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        else:
            return time.perf_counter() - began, server
        if process.poll() is not None:
            break
        time.sleep(0.05)
    if process.poll() is None:
        server.stop()
    raise RuntimeError(f"no token from {base} after: {command}")


def with_realm(base, name, process=None):
    """The server at ``base``, seen through its realm ``name``."""
    protocol = f"{base}/realms/{name}/protocol/openid-connect"
    return Server("keycloak", base, f"{protocol}/token", process, protocol)


def first_token(start):
    """Seconds from starting a process to its first token, and the server that was started."""
    began = time.perf_counter()
    server = start()
    answer = wire.post(server.token_url, {"grant_type": "client_credentials", **SVC})
    elapsed = time.perf_counter() - began
    check_token(server, answer["access_token"])
    return elapsed, server


def check_token(server, token):
    """Raises RuntimeError unless the token is what all peers are compared by: a JWT signed with RS256 and 2048 bits."""
    parts = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(parts[0] + "==")) if len(parts) == 3 else {}
    if header.get("alg") != "RS256" or len(base64.urlsafe_b64decode(parts[2] + "==")) != 256:
        raise RuntimeError(f"{server.name} does not sign with RS256 and 2048 bits: {token[:60]}")
