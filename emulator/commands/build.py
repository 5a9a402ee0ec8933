"""``build``: checks build options and keeps them for ``start --optimized``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from emulator.commands import Command, _server
from emulator.commands._invocation import PROGRAM, Invocation, Shape
from emulator.configuration import build
from emulator.configuration.settings import SettingsError
from emulator.core.log import INFO

SHAPE = Shape("Checks build options and, in an image, keeps them for start --optimized. There is nothing else to build.")


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Keeps the options. Raises UsageError, SettingsError."""
    prepared = _server.prepare(SHAPE, arguments, invocation)
    prepared.warn()
    table, values = prepared.configuration.table, prepared.configuration.values
    kept = {name: value.text for name, value in values.items() if build.is_build_option(name, table)}
    run_time = [f"kc.{name}" for name in values if name not in kept and table.find(name) is not None]
    if run_time:
        ignored = ", ".join(run_time)
        prepared.log.say(f"INFO: The following run time options were found, but will be ignored during build time: {ignored}\n", INFO)
    sys.stdout.write("Updating the configuration and installing your custom providers, if any. Please wait.\n")
    try:
        path = build.keep(kept)
    except OSError as error:
        raise SettingsError(f"The build options cannot be kept in {error.filename}: {error.strerror}") from None
    if path is None:
        sys.stdout.write("Nothing was kept: only a Keycloak home, which has lib/quarkus, keeps build options. Give them to start.\n")
    else:
        sys.stdout.write(
            "Server configuration updated and persisted. Run the following command to review the configuration:\n\n"
            f"\t{PROGRAM} show-config\n\n"
        )
    return 0


COMMAND = Command("build", "check build options and keep them for start --optimized", order=3, run=run)
