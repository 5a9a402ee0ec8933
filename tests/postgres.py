"""A real PostgreSQL of the tests' own, on a free port of 127.0.0.1, where the machine has one installed."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) + [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def postgres_server():
    """The libpq URL of a superuser's connection, without a database name."""
    binaries = next((folder for folder in reversed(BINARIES) if (folder / "initdb").exists()), None)
    if binaries is None:
        pytest.skip("PostgreSQL's server is not installed")
    folder = Path(tempfile.mkdtemp(prefix="emulator-postgres-"))
    # PostgreSQL refuses to run as root.
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()

    def run(name, *arguments):
        subprocess.run([binaries / name, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/", **user)

    run("initdb", "-D", data, "-A", "trust", "-U", "tester", "--encoding=UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c max_connections=50 -c fsync=off"
    run("pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    yield f"postgresql://tester@127.0.0.1:{port}"
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres_server):
    """The URL of a fresh database."""
    import psycopg

    name = f"db_{os.urandom(4).hex()}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres_server}/{name}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
