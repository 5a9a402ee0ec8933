"""One settings object: command line options and KC_* variables, in Keycloak's words.

The only room that reads the process environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path

from emulator import port_options
from emulator.port_options import Tls

DATA_IMPORT = ("data/import", "/opt/keycloak/data/import")
DATA = ("data", "/opt/keycloak/data")
DATA_FILE = "emulator.sqlite"


class SettingsError(ValueError):
    """An option with a value that it cannot have; the message names the option and what it takes."""


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
    Option("hostname-backchannel-dynamic", "back-channel URLs follow the request although hostname is set", "false", True),
    Option("proxy-headers", "trust these headers of a proxy", "", False, ("forwarded", "xforwarded")),
    Option("health-enabled", "answer /health on the management port", "false", True),
    Option(
        "db",
        "where state is kept: in memory, in a file, or in a database that several emulators share",
        "dev-mem",
        False,
        ("dev-mem", "dev-file", "postgres"),
    ),
    Option("db-url", "the file of dev-file (default: data/emulator.sqlite); the URL of a PostgreSQL database"),
    Option("db-url-host", "host of the PostgreSQL database", "localhost"),
    Option("db-url-port", "its port", "5432"),
    Option("db-url-database", "its name", "keycloak"),
    Option("db-schema", "the schema that its tables are in", "public"),
    Option("db-username", "user name for the database"),
    Option("db-password", "password for the database"),
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
    Option("bootstrap-admin-username", "name of the first administrator of master", "admin"),
    Option("bootstrap-admin-password", "password of the first administrator of master", "admin"),
    *(Option(*row) for row in port_options.ROWS),
)
_LEGACY = {"KC_BOOTSTRAP_ADMIN_USERNAME": "KEYCLOAK_ADMIN", "KC_BOOTSTRAP_ADMIN_PASSWORD": "KEYCLOAK_ADMIN_PASSWORD"}


@dataclass(frozen=True)
class Database:
    """Where state is kept: ``kind`` is a member of ``emulator.state.journals``, or ``dev-mem`` for memory alone.

    ``place`` is a path for ``dev-file``, a connection string of libpq for ``postgres``.
    """

    kind: str = "dev-mem"
    place: str = ""


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
    hostname_backchannel_dynamic: bool = False
    proxy_headers: str = ""
    health: bool = False
    ciba_channel: str = ""
    controls: str = "on"
    seed: str = ""
    database: Database = field(default=Database())
    admin_username: str = "admin"
    admin_password: str = "admin"
    http_enabled: bool = True
    https_port: int = 8443
    https: Tls = field(default_factory=Tls)
    https_management: Tls = field(default_factory=Tls)
    truststore_paths: tuple[str, ...] = ()
    management_scheme: str = "inherited"
    management_path: str | None = None
    management_health: bool = True
    shutdown_delay: float = 0.0
    metrics: bool = False
    http_metrics_histograms: bool = False
    http_metrics_slos: tuple[int, ...] = ()
    event_metrics_user: bool = False
    event_metrics_user_tags: tuple[str, ...] = ("realm",)
    event_metrics_user_events: tuple[str, ...] = ()
    proxy_trusted_addresses: tuple[str, ...] = ()
    certificate_lookup: str = "default"
    certificate_lookup_options: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = field(default=())


def environment() -> Mapping[str, str]:
    """The process environment."""
    return os.environ


def import_folder() -> Path | None:
    """Where ``--import-realm`` looks for realm files: Keycloak's ``data/import``, here or below ``/opt/keycloak``."""
    return next((Path(folder) for folder in DATA_IMPORT if Path(folder).is_dir()), None)


def resolve(given: Mapping[str, str], environ: Mapping[str, str]) -> Settings:
    """Settings from options by name (``http-port``) and the environment; options win. Raises SettingsError."""
    warnings: list[str] = []
    values = {option.name: _value(option, given, environ, warnings) for option in OPTIONS}
    lookup = values[f"{port_options.LOOKUP}--provider"]
    for name in (name for name in values if name.endswith("--certificate-chain-length")):
        _number(name, values[name])
    return Settings(
        http_host=values["http-host"],
        http_port=_port("http-port", values["http-port"]),
        management_port=_port("http-management-port", values["http-management-port"]),
        management_host=values["http-management-host"] or values["http-host"],
        relative_path=_path("http-relative-path", values["http-relative-path"]),
        hostname=values["hostname"],
        hostname_backchannel_dynamic=_flag("hostname-backchannel-dynamic", values["hostname-backchannel-dynamic"]),
        proxy_headers=values["proxy-headers"],
        health=_flag("health-enabled", values["health-enabled"]),
        ciba_channel=values["spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri"],
        controls=values["testing-controls"],
        seed=checked_seed(values["testing-seed"]),
        database=_database(values),
        admin_username=values["bootstrap-admin-username"],
        admin_password=values["bootstrap-admin-password"],
        http_enabled=_flag("http-enabled", values["http-enabled"]),
        https_port=_port("https-port", values["https-port"]),
        https=_read_tls("https", values),
        https_management=_read_tls("https-management", values),
        truststore_paths=_list(values["truststore-paths"]),
        management_scheme=values["http-management-scheme"],
        management_path=_path("http-management-relative-path", values["http-management-relative-path"]),
        management_health=_flag("http-management-health-enabled", values["http-management-health-enabled"]),
        metrics=_flag("metrics-enabled", values["metrics-enabled"]),
        http_metrics_histograms=_flag("http-metrics-histograms-enabled", values["http-metrics-histograms-enabled"]),
        http_metrics_slos=tuple(_number("http-metrics-slos", one) for one in _list(values["http-metrics-slos"])),
        event_metrics_user=_flag("event-metrics-user-enabled", values["event-metrics-user-enabled"]),
        event_metrics_user_tags=_among("event-metrics-user-tags", values["event-metrics-user-tags"], port_options.EVENT_TAGS),
        event_metrics_user_events=_among("event-metrics-user-events", values["event-metrics-user-events"], port_options.EVENTS),
        proxy_trusted_addresses=_networks("proxy-trusted-addresses", values["proxy-trusted-addresses"]),
        certificate_lookup=lookup,
        certificate_lookup_options={
            name: values[f"{port_options.LOOKUP}--{lookup}--{name}"] for name in port_options.LOOKUPS.get(lookup, ())
        },
        shutdown_delay=_seconds("shutdown-delay", values["shutdown-delay"]),
        warnings=tuple(warnings),
    )


def _database(values: Mapping[str, str]) -> Database:
    kind, url = values["db"], values["db-url"]
    if kind == "dev-file":
        folder = next((folder for folder in DATA if Path(folder).is_dir()), DATA[0])
        return Database(kind, url or str(Path(folder) / DATA_FILE))
    if kind == "postgres":
        from emulator import postgres_url

        return Database(kind, postgres_url.connection_string(values))
    return Database(kind)


def checked_seed(seed: str) -> str:
    """The seed; raises SettingsError where the library is missing that RSA keys of a seed are made with."""
    if seed and find_spec("Crypto") is None:
        raise SettingsError("--testing-seed needs the extra: pip install 'keycloak-emulator[seed]'")
    return seed


def _value(option: Option, given: Mapping[str, str], environ: Mapping[str, str], warnings: list[str]) -> str:
    legacy = _LEGACY.get(option.variable, "")
    if option.name in given:
        value = given[option.name]
    elif option.variable in environ:
        value = environ[option.variable]
    elif legacy in environ:
        value = environ[legacy]
        warnings.append(f"Environment variable '{legacy}' is deprecated, use '{option.variable}' instead")
    else:
        value = option.default
    if option.choices and value and value not in option.choices:
        raise SettingsError(f"--{option.name} takes {' or '.join(option.choices)}, not '{value}'")
    return value


def _port(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > 65535:
        raise SettingsError(f"--{name} takes a port number from 0 to 65535, not '{value}'")
    return int(value)


def _flag(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise SettingsError(f"--{name} takes true or false, not '{value}'")
    return value.lower() == "true"


def _path(name: str, value: str) -> str | None:
    if not value:
        return None
    if not value.startswith("/"):
        raise SettingsError(f"--{name} starts with a slash, unlike '{value}'")
    return value.rstrip("/")


def _seconds(name: str, value: str) -> float:
    number, unit = value.rstrip("ms"), value.lstrip("0123456789")
    if not (number.isascii() and number.isdigit()) or unit not in ("", "ms", "s", "m"):
        raise SettingsError(f"--{name} takes a duration such as 1s or 500ms, not '{value}'")
    return int(number) * {"ms": 0.001, "m": 60.0}.get(unit, 1.0)


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise SettingsError(f"--{name} takes a number, not '{value}'")
    return int(value)


def _among(name: str, value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = _list(value)
    wrong = next((one for one in found if one not in known), None)
    if wrong is not None:
        raise SettingsError(f"--{name} takes {', '.join(known)}, not '{wrong}'")
    return found


def _networks(name: str, value: str) -> tuple[str, ...]:
    found = _list(value)
    if found:
        from ipaddress import ip_network

        for one in found:
            try:
                ip_network(one, strict=False)
            except ValueError as error:
                raise SettingsError(f"--{name} takes addresses and networks, not '{one}'") from error
    return found


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _read_tls(name: str, values: Mapping[str, str]) -> Tls:
    return Tls(**{field.name: values[f"{name}-{field.name.replace('_', '-')}"] for field in fields(Tls)})
