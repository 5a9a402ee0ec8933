"""``start``: the server as for production, which wants to be told about TLS and its name."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.commands import Command, _run, _server
from emulator.commands._invocation import Invocation, Shape, UsageError

SHAPE = Shape(
    "Starts the server as for production: without a certificate it wants --http-enabled=true, and a --hostname.",
    flags=("import-realm", "watch", "optimized"), realms=True, defaults=_server.PRODUCTION,
)  # fmt: skip
KEY_MATERIAL = (
    "Key material not provided to setup HTTPS. Please configure your keys/certificates, or if HTTPS access is not needed see the "
    "`http-enabled` option. If you meant to start the server in development mode, see the `start-dev` command."
)
_KEY_STORES = ("https-certificate-file", "https-key-store-file")


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Runs until it is told to stop; exit code 1 without a hostname. Raises UsageError, SettingsError, RealmFileError."""
    prepared = _server.prepare(SHAPE, arguments, invocation)
    prepared.warn(serving=True)
    tls = any(prepared.configuration.get(name) for name in _KEY_STORES)
    if not tls and not prepared.settings.http_enabled:
        raise UsageError(KEY_MATERIAL)
    return _run.serve(prepared, invocation, "production")


COMMAND = Command("start", "start the server as for production", order=2, run=run)
