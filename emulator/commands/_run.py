"""The server runs, once it is clear how."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from emulator.commands import _imported
from emulator.commands._invocation import FAILURE, Invocation
from emulator.commands._server import Prepared
from emulator.configuration.features import SCRIPTS
from emulator.configuration.settings import HOMES, Settings, environment
from emulator.consoles import places
from emulator.core.errors import AdminError
from emulator.core.log import ERROR, WARN, Log
from emulator.realm.gates import uris

_HANDLER = "org.keycloak.quarkus.runtime.cli.ExecutionExceptionHandler"
_DEVELOPMENT = "Running the server in development mode. DO NOT use this configuration in production."
_MORE = (
    "For more details run the same command passing the '--verbose' option. Also you can use '--help' to see the details about the usage "
    "of the particular command."
)
_SCHEMES = ("http://", "https://")
_NO_HOSTNAME = "hostname is not configured; either configure hostname, or set hostname-strict to false"


def serve(prepared: Prepared, invocation: Invocation, mode: str) -> int:
    """Imports the realms that the command line means and serves, in ``development`` or ``production``; the exit code."""
    if mode == "development":
        prepared.log.say(_DEVELOPMENT)
    wrong = _wrong_hostname(prepared.settings)
    if wrong:
        return failed(mode, "Failed to start quarkus", wrong)
    # A folder called themes may be anybody's; below Keycloak's home it is meant.
    for kind, homes, pattern in (("Providers", HOMES, "providers/*.jar"), ("Themes", HOMES[1:], "themes/*/")):
        names = {path.name for home in homes for path in Path(home).glob(pattern) if not _has_effect(path, prepared.settings)}
        if names:
            prepared.log.say(f"{kind} without effect in the emulator: {', '.join(sorted(names))}", WARN)
    documents, paths = _imported.documents(prepared)
    from emulator.serving import start

    watch = None
    if "watch" in prepared.given.flags and paths:
        from emulator.serving.watch import Watch

        watch = Watch(paths, environment(), prepared.log).run
    running = start.Running(_with_consoles(prepared.settings), documents, log=prepared.log, started=invocation.started, watch=watch)
    try:
        return start.serve(running)
    except AdminError as error:
        sys.stderr.write(f"keycloak-emulator: the import was refused: {error}\n")
        return FAILURE


def _has_effect(provider: Path, settings: Settings) -> bool:
    """Whether a jar among the providers is of the consoles, or has scripts that are run."""
    if places.is_part(provider.name):
        return True
    if SCRIPTS not in settings.features:
        return False
    from emulator.authz.javascript import deployed

    return deployed.has_scripts(provider)


def _with_consoles(settings: Settings) -> Settings:
    """The settings with the consoles that lie in Keycloak's home, where no others were named."""
    return settings if settings.consoles else replace(settings, consoles=places.usual(Path(HOMES[-1])))


def _wrong_hostname(settings: Settings) -> str:
    """What Keycloak says of hostname options that do not go together; empty when they do."""
    name, is_url = settings.hostname, settings.hostname.startswith(_SCHEMES)
    if settings.hostname_strict and not name:
        return _NO_HOSTNAME
    if name and not (_is_base_url(name) if is_url else _is_host(name)):
        return "Provided hostname is neither a plain hostname nor a valid URL"
    if settings.hostname_admin and not _is_base_url(settings.hostname_admin):
        return "Provided hostname-admin is not a valid URL"
    if settings.hostname_admin and not is_url:
        return "hostname must be set to a URL when hostname-admin is set"
    if settings.hostname_backchannel_dynamic and not is_url:
        when = "if hostname is not provided as full URL" if name else "when no hostname is provided"
        return f"hostname-backchannel-dynamic must be set to false {when}"
    return ""


def _is_host(text: str) -> bool:
    try:
        return uris.parse(f"http://{text}").host == text
    except uris.MalformedUri:
        return False


def _is_base_url(text: str) -> bool:
    """Whether it is a URL by HTTP that paths can be put behind."""
    try:
        uris.parse(text)
    except uris.MalformedUri:
        return False
    authority = text.partition("://")[2].partition("/")[0]
    return text.startswith(_SCHEMES) and not {"?", "#"}.intersection(text) and "@" not in authority


def failed(mode: str, *reasons: str) -> int:
    """Says on standard error, as Keycloak does, why a command in ``mode`` did not run; the exit code."""
    reasons = (f"Failed to start server in ({mode}) mode", *reasons)
    sys.stderr.write("".join(f"ERROR: {reason}\n" for reason in reasons) + f"{_MORE}\n")
    return FAILURE


def failed_offline(log: Log, *reasons: str) -> int:
    """Says in the log, as Keycloak does, why a command without a server did not run; the exit code."""
    for reason in ("Failed to start server in (nonserver) mode", *reasons):
        log.say(f"ERROR: {reason}", ERROR, _HANDLER)
    log.say(_MORE, ERROR, _HANDLER)
    return FAILURE
