"""One settings object: command line options and KC_* variables, in Keycloak's words.

The only room that reads the process environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

LEVELS = ("off", "fatal", "error", "warn", "info", "debug", "trace", "all")
HOMES = (".", "/opt/keycloak")


class SettingsError(ValueError):
    """An option with a value that it cannot have; the message names the option and what it takes."""


class InvalidValue(SettingsError):
    """A value that the option ``name`` cannot have; ``what`` is the rest of Keycloak's sentence about it."""

    def __init__(self, name: str, what: str) -> None:
        self.name = name
        self.what = what
        super().__init__(self.sentence(f"'--{name}'"))

    def sentence(self, named: str) -> str:
        """The message, with the option named as it was given, as in ``'KC_HTTP_PORT'``."""
        return f"Invalid value for option {named}: {self.what}"


@dataclass(frozen=True)
class Option:
    """An option as Keycloak spells it: ``--http-port`` and ``KC_HTTP_PORT``. ``flag`` options may come without a value."""

    name: str
    help: str
    default: str = ""
    flag: bool = False
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable of the same meaning."""
        return "KC_" + self.name.upper().replace("-", "_")


OPTIONS = (
    Option("http-host", "address to listen on", "127.0.0.1"),
    Option("http-port", "port to listen on; 0 takes a free one", "8080"),
    Option("http-management-port", "port of health checks, opened with --health-enabled", "9000"),
    Option("http-management-host", "address of the management port (default: --http-host)"),
    Option("http-relative-path", "serve below this path only (default: below /auth and below / alike)"),
    Option("hostname", "host name, or full URL, that the issuer has whatever the caller used"),
    Option("http-enabled", "listen without TLS; start wants to be told, start-dev does anyway", "true", True),
    Option("hostname-strict", "refuse to follow the Host header; start wants a hostname then", "false", True),
    Option("hostname-backchannel-dynamic", "back-channel URLs follow the request although hostname is set", "false", True),
    Option("proxy-headers", "trust these headers of a proxy", "", False, ("forwarded", "xforwarded")),
    Option("health-enabled", "answer /health on the management port", "false", True),
    Option(
        "spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri",
        "who asks users on their device (CIBA): a URL, or 'page' for the account console",
    ),
    Option(
        "testing-controls",
        "serve /_emulator, with which tests steer the server: on, off, or on the management port alone",
        "on",
        False,
        ("on", "off", "management"),
    ),
    Option("testing-seed", "draw ids, codes and keys from this text, the same in each run (RSA keys need the extra 'seed')"),
    Option("log", "where to log to: console, file or both, separated by a comma", "console"),
    Option("log-level", "least level that is logged, of all and of single categories: info,org.keycloak.http.access-log:off", "info"),
    Option("log-console-output", "plain lines, or one JSON object a line", "default", False, ("default", "json")),
    Option("log-console-format", "pattern of a plain line, such as '%d{HH:mm:ss,SSS} %-5p [%c] (%t) %s%n' (default: the message alone)"),
    Option("log-console-level", "least level on the console", "all"),
    Option("log-file", "file to log to, with --log=file (default: data/log/keycloak.log)"),
    Option("log-file-output", "plain lines, or one JSON object a line", "default", False, ("default", "json")),
    Option("log-file-format", "pattern of a plain line (default: the message alone)"),
    Option("log-file-level", "least level in the file", "all"),
    Option("bootstrap-admin-username", "name of the first administrator of master", "admin"),
    Option("bootstrap-admin-password", "password of the first administrator of master", "admin"),
    Option("bootstrap-admin-client-id", "a client of master that is an administrator too, with the secret", "temp-admin"),
    Option("bootstrap-admin-client-secret", "its secret; without one there is no such client"),
)


@dataclass(frozen=True)
class Settings:
    """How the server runs. Which realms it has is given beside it, not in it.

    ``relative_path`` None serves below ``/auth`` and below ``/`` alike; ``hostname`` pins the issuer (a name or a full URL);
    ``proxy_headers`` is empty, ``forwarded`` or ``xforwarded``.
    """

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    management_port: int = 9000
    management_host: str = ""
    relative_path: str | None = None
    hostname: str = ""
    http_enabled: bool = True
    hostname_strict: bool = False
    hostname_backchannel_dynamic: bool = False
    proxy_headers: str = ""
    health: bool = False
    ciba_channel: str = ""
    controls: str = "on"
    seed: str = ""
    log: str = "console"
    log_level: str = "info"
    log_console_output: str = "default"
    log_console_format: str = ""
    log_console_level: str = "all"
    log_file: str = ""
    log_file_output: str = "default"
    log_file_format: str = ""
    log_file_level: str = "all"
    admin_username: str = "admin"
    admin_password: str = "admin"
    admin_client_id: str = "temp-admin"
    admin_client_secret: str = ""


def environment() -> Mapping[str, str]:
    """The process environment."""
    return os.environ


def import_folder() -> Path | None:
    """Where ``--import-realm`` looks for realm files: Keycloak's ``data/import``, here or below ``/opt/keycloak``."""
    return next((folder for folder in (Path(home, "data", "import") for home in HOMES) if folder.is_dir()), None)


def resolve(given: Mapping[str, str], environ: Mapping[str, str]) -> Settings:
    """Settings from options by name (``http-port``) and the environment; options win. Raises SettingsError."""
    values = {option.name: _value(option, given, environ) for option in OPTIONS}
    return Settings(
        http_host=values["http-host"],
        http_port=_port("http-port", values["http-port"]),
        management_port=_port("http-management-port", values["http-management-port"]),
        management_host=values["http-management-host"] or values["http-host"],
        relative_path=_path(values["http-relative-path"]),
        hostname=values["hostname"],
        http_enabled=_flag("http-enabled", values["http-enabled"]),
        hostname_strict=_flag("hostname-strict", values["hostname-strict"]),
        hostname_backchannel_dynamic=_flag("hostname-backchannel-dynamic", values["hostname-backchannel-dynamic"]),
        proxy_headers=values["proxy-headers"],
        health=_flag("health-enabled", values["health-enabled"]),
        ciba_channel=values["spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri"],
        controls=values["testing-controls"],
        seed=checked_seed(values["testing-seed"]),
        log=_several("log", values["log"], ("console", "file", "syslog")),
        log_level=_log_levels(values["log-level"]),
        log_console_output=values["log-console-output"],
        log_console_format=values["log-console-format"],
        log_console_level=_level("log-console-level", values["log-console-level"]),
        log_file=values["log-file"],
        log_file_output=values["log-file-output"],
        log_file_format=values["log-file-format"],
        log_file_level=_level("log-file-level", values["log-file-level"]),
        admin_username=values["bootstrap-admin-username"],
        admin_password=values["bootstrap-admin-password"],
        admin_client_id=values["bootstrap-admin-client-id"],
        admin_client_secret=values["bootstrap-admin-client-secret"],
    )


def checked_seed(seed: str) -> str:
    """The seed; raises SettingsError where the library is missing that RSA keys of a seed are made with."""
    if seed and find_spec("Crypto") is None:
        raise SettingsError("--testing-seed needs the extra: pip install 'keycloak-emulator[seed]'")
    return seed


def _value(option: Option, given: Mapping[str, str], environ: Mapping[str, str]) -> str:
    if option.name in given:
        value = given[option.name]
    elif option.variable in environ:
        value = environ[option.variable]
    else:
        value = option.default
    if option.choices and value and value not in option.choices:
        raise InvalidValue(option.name, f"{value}. Expected values are: {', '.join(option.choices)}")
    return value


def _port(name: str, value: str) -> int:
    if not value.isascii() or not value.removeprefix("-").isdigit():
        raise InvalidValue(name, f'Expected an integer value, got "{value}"')
    if not 0 <= int(value) <= 65535:
        raise InvalidValue(name, f"{value}. Expected a port number from 0 to 65535")
    return int(value)


def _flag(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise InvalidValue(name, f"{value}. Expected values are: true, false")
    return value.lower() == "true"


def _path(value: str) -> str | None:
    if not value:
        return None
    if not value.startswith("/"):
        raise InvalidValue("http-relative-path", f"{value}. The path has to start with a slash")
    return value.rstrip("/")


def _several(name: str, value: str, choices: tuple[str, ...]) -> str:
    for one in value.split(","):
        if one not in choices:
            raise InvalidValue(name, f"{one}. Expected values are: {', '.join(choices)}")
    return value


def _level(name: str, value: str) -> str:
    if value.lower() not in LEVELS:
        raise InvalidValue(name, f"{value}. Expected values are (case insensitive): {', '.join(LEVELS)}")
    return value


def _log_levels(value: str) -> str:
    for one in value.split(","):
        if one.rpartition(":")[2].lower() not in LEVELS:
            raise SettingsError(f"ERROR: Invalid log category format: {one}. The format is 'category:level' such as 'org.keycloak:debug'.")
    return value
