"""What is dear to make and is not what a test is about is made once: RSA keys, the list of authorities, compiled modules."""

import os
import ssl
import sys
from itertools import count
from pathlib import Path

import certifi
import pytest


def pytest_configure(config):
    """Where no bytecode may stand beside the sources, it stands in pytest's cache: the suite starts some hundred processes."""
    if sys.dont_write_bytecode and getattr(config, "cache", None) is not None:
        folder = str(config.cache.mkdir("bytecode"))
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False


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
    """RSA keys of the usual size, made as they are needed."""
    return []


@pytest.fixture
def pooled_keys(rsa_keys, monkeypatch):
    """Realms get their keys out of ``rsa_keys``, no two of a test the same. Only where no key of a test outlives it."""
    from emulator.keys.providers import _rsa

    make, numbers = _rsa.make_rsa, count()

    def take(size=2048, source=None):
        if size != 2048 or source is not None:
            return make(size, source)
        number = next(numbers)
        while len(rsa_keys) <= number:
            rsa_keys.append(make())
        return rsa_keys[number]

    monkeypatch.setattr(_rsa, "make_rsa", take)
