"""What is dear to make and is not what a test is about is made once: RSA keys, the list of authorities, compiled modules."""

import gc
import os
import ssl
import sys
from collections import Counter, defaultdict
from pathlib import Path

import certifi
import pytest


def pytest_configure(config):
    """Garbage is looked for seldom: what is imported and collected stays.

    Where no bytecode may stand beside the sources, it stands in pytest's cache: the suite starts some hundred processes.
    """
    gc.set_threshold(100_000, 10, 10)
    if sys.dont_write_bytecode and getattr(config, "cache", None) is not None:
        folder = str(config.cache.mkdir("bytecode"))
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False


def pytest_unconfigure():
    """Pytest looks for garbage five times now, each a third of a second after a long run; what is there after the first stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def authorities(tmp_path_factory):
    """One authority of the world's in the place of 140: every httpx.Client reads the list anew, which takes 20 ms."""
    create = ssl.create_default_context
    lists = {certifi.where(), os.environ.get("SSL_CERT_FILE")} - {None, ""}
    first, end, _ = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
    short = tmp_path_factory.mktemp("authorities") / "one.pem"
    short.write_text(f"{first}{end}\n")

    def created(purpose=ssl.Purpose.SERVER_AUTH, *, cafile=None, **more):
        return create(purpose, cafile=short if cafile in lists else cafile, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", created)
        yield


@pytest.fixture(scope="session")
def rsa_keys():
    """RSA keys by size, made as they are needed."""
    return defaultdict(list)


@pytest.fixture
def pooled_keys(rsa_keys, monkeypatch):
    """Realms get their keys out of ``rsa_keys``, no two of a test the same. Only where no key of a test outlives it."""
    from emulator.keys import client_key_pairs, generating
    from emulator.keys.providers import _rsa

    make, taken = generating.make_rsa, Counter()

    def take(size=generating.RSA_SIZE, source=None):
        if source is not None:
            return make(size, source)
        number, keys = taken[size], rsa_keys[size]
        taken[size] += 1
        while len(keys) <= number:
            keys.append(make(size))
        return keys[number]

    monkeypatch.setattr(client_key_pairs, "make_rsa", take)
    monkeypatch.setattr(_rsa, "make_rsa", take)
