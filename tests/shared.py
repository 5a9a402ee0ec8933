"""What is dear to make and is not what a test is about is made once: RSA keys, the list of authorities, compiled modules."""

import gc
import os
import ssl
import sys
import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
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


class RsaKeys:
    """RSA keys by size, made as they are needed and used again by the next test; no two of a test are the same."""

    def __init__(self):
        self._keys, self._taken, self._lock, self._is_apart = defaultdict(list), Counter(), threading.Lock(), False

    def begin(self):
        """A test begins: all of them may be taken."""
        self._taken.clear()

    @contextmanager
    def apart(self):
        """What is made meanwhile outlives the test, and is nobody else's."""
        self._is_apart = True
        yield
        self._is_apart = False

    def make(self, make, size, source):
        """A key, in the place of ``make``; one that is drawn from a seed is made."""
        if source is not None or self._is_apart:
            return make(size, source)
        with self._lock:
            number, keys = self._taken[size], self._keys[size]
            self._taken[size] += 1
            while len(keys) <= number:
                keys.append(make(size))
            return keys[number]


@pytest.fixture(scope="session")
def rsa_keys():
    return RsaKeys()


@pytest.fixture
def pooled_keys(rsa_keys, monkeypatch):
    """Realms get their keys out of ``rsa_keys``. Only where no key of a test outlives it."""
    from emulator.keys import client_key_pairs, generating
    from emulator.keys.providers import _rsa

    rsa_keys.begin()
    made = generating.make_rsa

    def take(size=generating.RSA_SIZE, source=None):
        return rsa_keys.make(made, size, source)

    for module in (generating, client_key_pairs, _rsa):
        monkeypatch.setattr(module, "make_rsa", take)
