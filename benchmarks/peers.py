"""The servers that are measured: how each is started, and the requests that each understands."""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
SVC = {"client_id": "svc", "client_secret": "s3cret"}
REALM = {
    "realm": "bench",
    "enabled": True,
    "clients": [
        {
            "clientId": "svc",
            "secret": "s3cret",
            "serviceAccountsEnabled": True,
            "directAccessGrantsEnabled": True,
            "protocolMappers": [
                {
                    "name": "self",
                    "protocol": "openid-connect",
                    "protocolMapper": "oidc-audience-mapper",
                    "config": {"included.client.audience": "svc", "access.token.claim": "true", "introspection.token.claim": "true"},
                }
            ],
        }
    ],
    "users": [
        {
            "username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice",
            "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}],
        }
    ],
}  # fmt: skip


def post(url, form, headers=None):
    body = urllib.parse.urlencode(form).encode() if isinstance(form, dict) else form
    with urllib.request.urlopen(urllib.request.Request(url, body, headers or {})) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class Server:
    """A running server and its token endpoint; ``pid`` is None when it is not ours to look into."""

    def __init__(self, name, base, token_url, process=None, protocol=None):
        self.name, self.base, self.token_url, self.process, self.protocol = name, base, token_url, process, protocol

    @property
    def pid(self):
        return self.process.pid if self.process else None

    def memory(self):
        """Resident memory in MiB."""
        if self.pid is None:
            return None
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return None

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)


def emulator(folder):
    """The emulator on a free port, by its command line."""
    file = Path(folder) / "bench.json"
    file.write_text(json.dumps(REALM))
    command = [sys.executable, "-m", "emulator", "start-dev", str(file), "--http-port", "0"]
    log = (Path(folder) / "emulator.log").open("w")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    for line in process.stdout:
        if match := re.search(r"Listening on: (http://\S+)", line):
            base = match[1]
            break
    import threading

    threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
    protocol = f"{base}/realms/bench/protocol/openid-connect"
    return Server("emulator", base, f"{protocol}/token", process, protocol)


def keycloak(base):
    """A running Keycloak, given a realm like the emulator's."""
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = post(f"{base}/realms/master/protocol/openid-connect/token", form)["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        urllib.request.urlopen(urllib.request.Request(f"{base}/admin/realms/bench", headers=headers, method="DELETE"))
    except urllib.error.HTTPError as error:
        error.close()
    post(f"{base}/admin/realms", json.dumps(REALM).encode(), headers)
    protocol = f"{base}/realms/bench/protocol/openid-connect"
    return Server("keycloak", base, f"{protocol}/token", None, protocol)


def node_folder():
    """A folder with both peers installed; None where npm is missing."""
    folder = tempfile.mkdtemp()
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "oidc-provider", "oauth2-mock-server"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=240, check=False)
    except FileNotFoundError:
        return None
    return folder if done.returncode == 0 else None


def node(name, folder):
    """A peer on node, from its script beside this file."""
    script = Path(folder) / f"{name}.mjs"
    script.write_text((HERE / "peers" / f"{name}.mjs").read_text())
    process = subprocess.Popen(["node", str(script)], stdout=subprocess.PIPE, text=True, cwd=folder)
    url = process.stdout.readline().strip()
    if not url:
        raise RuntimeError(f"{name} did not start")
    return Server(name, url.rsplit("/", 1)[0], url, process)


def first_token(start):
    """Seconds from starting a process to its first token, and the server that was started."""
    began = time.perf_counter()
    server = start()
    post(server.token_url, {"grant_type": "client_credentials", **SVC})
    return time.perf_counter() - began, server
