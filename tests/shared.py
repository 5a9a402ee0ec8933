"""What is dear to make and is not what a test is about is made once: RSA keys, the list of authorities, compiled modules."""

import functools
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
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


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


def _of_primes(line):
    """The RSA key of two primes, in hexadecimal."""
    p, q = (int(text, 16) for text in line.split())
    d = rsa.rsa_recover_private_exponent(65537, p, q)
    parts = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), rsa.RSAPublicNumbers(65537, p * q))
    return rsa.RSAPrivateNumbers(p, q, d, *parts).private_key(unsafe_skip_rsa_key_validation=True)


class RsaKeys:
    """RSA keys by size, made as they are needed and used again by the next test; no two of a test are the same.

    The first of the usual sizes are in a file: nobody's keys, since everybody can read them.
    """

    def __init__(self):
        self._keys, self._taken, self._lock, self._is_apart = defaultdict(list), Counter(), threading.Lock(), False
        for key in map(_of_primes, Path(__file__).with_name("rsa_primes.txt").read_text().splitlines()):
            self._keys[key.key_size].append(key)

    def begin(self):
        """A test begins: all of them may be taken."""
        self._taken.clear()

    @contextmanager
    def apart(self):
        """What is made meanwhile outlives the test, and is nobody else's."""
        self._is_apart = True
        yield
        self._is_apart = False

    def make(self, make, size):
        """A key, in the place of ``make``."""
        if self._is_apart:
            return make(size)
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
    """Realms and the test itself get their keys out of ``rsa_keys``. Only where no key of a test outlives it."""
    from emulator.keys import forged, generating

    rsa_keys.begin()
    make, generate = generating.make_rsa, rsa.generate_private_key

    def lasting(size=generating.RSA_SIZE, source=None):
        return generate(65537, size) if source is None else make(size, source)

    def pooled(public_exponent, key_size, backend=None):
        return rsa_keys.make(lambda size: generate(public_exponent, size), key_size)

    monkeypatch.setattr(rsa, "generate_private_key", pooled)
    # A server keeps its foreign keys for as long as it runs.
    monkeypatch.setattr(forged, "make_rsa", lasting)
    monkeypatch.setattr(serialization, "load_der_private_key", _load_private)


_load_private = functools.cache(serialization.load_der_private_key)
"""OpenSSL's check of an RSA key takes 40 ms; a private key is never changed."""
