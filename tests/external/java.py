"""Applications in Java: built by Maven once for each state of their sources, and run as processes."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent


def build(name, built, pytestconfig, tmp_path_factory):
    """The jar of the application in the folder ``name``, which Maven leaves at ``built``; kept in pytest's cache."""
    if not (shutil.which("mvn") and shutil.which("java")):
        pytest.skip("there is no Maven or no Java")
    sources = sorted(path for path in (HERE / name).rglob("*") if path.is_file())
    wanted = "\n".join(path.read_text() for path in sources)
    kept = pytestconfig.cache.mkdir(f"external-{name}")
    jar, stamp = kept / "shop.jar", kept / "sources"
    if not (jar.is_file() and stamp.is_file() and stamp.read_text() == wanted):
        work = tmp_path_factory.mktemp(name) / "shop"
        shutil.copytree(HERE / name, work)
        done = subprocess.run(["mvn", "-q", "-B", "package"], cwd=work, capture_output=True, text=True, timeout=420, check=False)
        if done.returncode:
            pytest.skip(f"Maven could not build the application: {done.stdout[-500:]}")
        shutil.copy(work / built, jar)
        stamp.write_text(wanted)
    return jar


@contextmanager
def running(jar, folder, port, settings, ready):
    """The application's origin. Waits until it logs ``ready``, and says in the end what it logged."""
    log_file = folder / "shop.log"
    with log_file.open("w") as log:
        process = subprocess.Popen(["java", "-Xmx256m", "-jar", str(jar)], env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 90
        while ready not in log_file.read_text():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)
        print(log_file.read_text()[-3000:])


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def follow(application, answer, origin):
    """What the application shows in the end, or its redirect to somebody else."""
    while answer.status_code in (302, 303) and httpx.URL(origin).join(answer.headers["location"]).host == "localhost":
        answer = application.get(httpx.URL(origin).join(answer.headers["location"]))
    return answer


def with_bound_tokens(url, issuer, prover):
    """What a resource server's address says to tokens that are bound to a key, by name; ``prover()`` makes a key."""
    mine, other, endpoint = prover(), prover(), f"{issuer}/protocol/openid-connect/token"
    form = {"grant_type": "password", "client_id": "spa", "username": "alice", "password": "wonder", "scope": "openid"}
    token = httpx.post(endpoint, data=form, headers={"DPoP": mine.proof("POST", endpoint)}, timeout=60).json()["access_token"]

    def call(proof=None, scheme="DPoP", method="GET", sent=token):
        headers = {"Authorization": f"{scheme} {sent}", **({"DPoP": proof} if proof else {})}
        return httpx.request(method, url, headers=headers, timeout=60)

    proof = mine.proof("GET", url, token)
    return {
        "proven": call(proof),
        "replayed": call(proof),
        "swapped": call(other.proof("GET", url, token)),
        "without": call(),
        "of another method": call(mine.proof("POST", url, token)),
        "of another address": call(mine.proof("GET", endpoint, token)),
        "of another token": call(mine.proof("GET", url, "other")),
        "of no token": call(mine.proof("GET", url)),
        "forged": call(mine.proof("GET", url, token[:-8] + "AAAAAAAA"), sent=token[:-8] + "AAAAAAAA"),
        "as Bearer": call(scheme="Bearer"),
    }
