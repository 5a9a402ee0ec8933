"""``start-dev``: the server, with what development needs."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.commands import Command, _run, _server
from emulator.commands._invocation import Invocation, Shape

SHAPE = Shape(
    "Starts the server. Without a REALM there is only master, as in Keycloak.",
    flags=("import-realm", "watch"),
    realms=True,
    development=True,
)


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Runs until it is told to stop. Raises UsageError, SettingsError, RealmFileError."""
    prepared = _server.prepare(SHAPE, arguments, invocation)
    prepared.warn(serving=True)
    return _run.serve(prepared, invocation, "development")


COMMAND = Command("start-dev", "start the server in development mode", order=1, run=run)
