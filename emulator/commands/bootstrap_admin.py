"""``bootstrap-admin``: a temporary administrator in the store of a server that is not running."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from getpass import getpass

from emulator.commands import Command, _server
from emulator.commands._invocation import Invocation, Shape, UsageError, not_understood
from emulator.configuration.settings import environment
from emulator.core.errors import AdminError
from emulator.core.log import ERROR, INFO, SERVICES

USER = Shape(
    "Adds an administrator with a password to the store.",
    flags=("optimized", "no-prompt"),
    own={
        "username": "name of the user (default: temp-admin)",
        "username:env": "environment variable with the name",
        "password:env": "environment variable with the password",
    },
)
SERVICE = Shape(
    "Adds a client whose service account is an administrator to the store.",
    flags=("optimized", "no-prompt"),
    own={
        "client-id": "clientId (default: temp-admin)",
        "client-id:env": "environment variable with the clientId",
        "client-secret:env": "environment variable with the secret",
    },
)
_CALLED = {"user": "user", "service": "client"}
_DEFAULT = "temp-admin"
_IN_MEMORY = (
    "bootstrap-admin needs a store that lasts. The realms are in memory and begin anew with each start: give the administrator to the "
    "server, with --bootstrap-admin-username and --bootstrap-admin-password, or --bootstrap-admin-client-id and -secret."
)


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Adds the administrator; one that is there already is an error in the log alone. Raises UsageError, SettingsError."""
    words = [word for word in arguments if word != "--no-prompt"]
    kind = next((word for word in words if not word.startswith("-")), "")
    if not kind and {"-h", "--help"}.intersection(words):
        sys.stdout.write("Usage:\n\nkeycloak-emulator bootstrap-admin user|service [OPTIONS]\n\neach with --help\n")
        return 0
    if kind not in ("user", "service"):
        raise not_understood(f"Unknown option: '{kind}'" if kind else "Missing required subcommand", invocation.command)
    words.remove(kind)
    name = f"{invocation.command} {kind}"
    shape = USER if kind == "user" else SERVICE
    prepared = _server.prepare(shape, words, Invocation(name, invocation.started, invocation.config_file))
    from emulator.serving import opening

    if not opening.lasts(prepared.settings):
        raise UsageError(_IN_MEMORY)
    asks = "--no-prompt" not in arguments and sys.stdin.isatty()
    who, secret = _given(kind, prepared.given.options, environment(), asks)
    prepared.warn()
    opened = opening.open_emulator(prepared.settings)
    try:
        opened.change(lambda: opening.add_administrator(opened.emulator, kind, who, secret))
    except AdminError as error:
        # Keycloak says so and is content.
        prepared.log.say(f"KC-SERVICES0010: Failed to add {_CALLED[kind]} '{who}' to realm 'master': {error}", ERROR, SERVICES)
        return 0
    finally:
        opened.close()
    number, what = ("0077", "user with username") if kind == "user" else ("0078", "service account with client id")
    prepared.log.say(f"KC-SERVICES{number}: Created temporary admin {what} {who}", INFO, SERVICES)
    return 0


def _given(kind: str, options: Mapping[str, str], environ: Mapping[str, str], asks: bool) -> tuple[str, str]:
    name, secret = ("username", "password") if kind == "user" else ("client-id", "client-secret")
    who = options.get(name) or _variable(options, environ, f"{name}:env")
    if not who:
        who = (input(f"Enter {name.replace('-', ' ')} [{_DEFAULT}]:") if asks else "") or _DEFAULT
    word = secret.replace("-", " ")
    value = _variable(options, environ, f"{secret}:env")
    if not value:
        if not asks:
            raise UsageError(f"No {word} provided")
        value = getpass(f"Enter {word}: ")
        if not value:
            raise UsageError(f"{word.capitalize()} must not be blank")
        if getpass(f"Enter {word} again: ") != value:
            raise UsageError(f"{word.capitalize()}s do not match")
    return who, value


def _variable(options: Mapping[str, str], environ: Mapping[str, str], option: str) -> str:
    name = options.get(option)
    if not name:
        return ""
    if name not in environ:
        raise UsageError(f"Environment variable {name} not found")
    return environ[name]


COMMAND = Command("bootstrap-admin", "add a temporary administrator to the store", order=7, run=run)
