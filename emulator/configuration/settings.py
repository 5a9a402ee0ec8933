"""One settings object: command line options and KC_* variables, in Keycloak's words.

The only room that reads the process environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field, fields
from importlib.util import find_spec
from pathlib import Path

from emulator.configuration import event_lines, features, limits, openid_options, port_options
from emulator.configuration import option_values as values_of
from emulator.configuration.event_lines import EventLines
from emulator.configuration.limits import Limits
from emulator.configuration.openid_options import Allowed
from emulator.configuration.option_values import LEVELS, InvalidValue, SettingsError
from emulator.configuration.options import OPTIONS, Option
from emulator.configuration.port_options import Tls
from emulator.core import verdicts
from emulator.core.dataclass import dataclass

__all__ = ["LEVELS", "InvalidValue", "Settings", "SettingsError", "environment", "resolve"]

HOMES = (".", "/opt/keycloak")
DATA_FILE = "emulator.sqlite"


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
    ``proxy_headers`` is empty, ``forwarded`` or ``xforwarded``. ``features`` are keys of ``configuration.features``.
    """

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    management_port: int = 9000
    management_host: str = ""
    relative_path: str | None = None
    hostname: str = ""
    hostname_admin: str = ""
    http_enabled: bool = True
    hostname_strict: bool = False
    hostname_backchannel_dynamic: bool = False
    hostname_debug: bool = False
    production: bool = False
    proxy_headers: str = ""
    health: bool = False
    ciba_channel: str = ""
    controls: str = "on"
    consoles: str = ""
    testing_hosts: tuple[str, ...] = ()
    limits: Limits = field(default=Limits())
    seed: str = ""
    script_policies: str = ""
    scripts: str = ""
    features: frozenset[str] = features.USUAL
    database: Database = field(default=Database())
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
    event_lines: EventLines = field(default=EventLines())
    openid_allowed: Allowed = field(default=Allowed())
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


def scripts_folder(place: str) -> Path | None:
    """Where scripts of policies lie: at a place, or in Keycloak's ``providers``, here or in ``/opt/keycloak``. Raises SettingsError."""
    if place and not Path(place).exists():
        raise SettingsError(f"There are no scripts at {place}: it is neither a file nor a folder")
    places = [Path(place)] if place else [Path(home, "providers") for home in HOMES]
    return next((path for path in places if path.exists()), None)


def resolve(options: Mapping[str, str], environ: Mapping[str, str]) -> Settings:
    """Settings from options by name (``http-port``) and the environment; options win. Raises SettingsError."""
    values = {option.name: _value(option, options, environ) for option in OPTIONS}
    lookup = values[f"{port_options.LOOKUP}--provider"]
    for name in (name for name in values if name.endswith("--certificate-chain-length")):
        values_of.number(name, values[name])
    return Settings(
        http_host=values["http-host"],
        http_port=values_of.port("http-port", values["http-port"]),
        management_port=values_of.port("http-management-port", values["http-management-port"]),
        management_host=values["http-management-host"] or values["http-host"],
        relative_path=values_of.path("http-relative-path", values["http-relative-path"]),
        hostname=values["hostname"],
        hostname_admin=values["hostname-admin"],
        http_enabled=values_of.flag("http-enabled", values["http-enabled"]),
        hostname_strict=values_of.flag("hostname-strict", values["hostname-strict"]),
        hostname_backchannel_dynamic=values_of.flag("hostname-backchannel-dynamic", values["hostname-backchannel-dynamic"]),
        hostname_debug=values_of.flag("hostname-debug", values["hostname-debug"]),
        proxy_headers=values["proxy-headers"],
        health=values_of.flag("health-enabled", values["health-enabled"]),
        ciba_channel=values["spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri"],
        controls=values["testing-controls"],
        consoles=values["consoles"],
        limits=limits.read(values),
        testing_hosts=values_of.comma_list(values["testing-hosts"]),
        seed=checked_seed(values["testing-seed"]),
        script_policies=_script_policies(values["testing-script-policies"]),
        scripts=values["testing-scripts"],
        features=features.resolve({**_single_features(options, environ), **values}),
        database=_database(values),
        https_port=values_of.port("https-port", values["https-port"]),
        https=_read_tls("https", values),
        https_management=_read_tls("https-management", values),
        truststore_paths=values_of.comma_list(values["truststore-paths"]),
        management_scheme=values["http-management-scheme"],
        management_path=values_of.path("http-management-relative-path", values["http-management-relative-path"]),
        management_health=values_of.flag("http-management-health-enabled", values["http-management-health-enabled"]),
        metrics=values_of.flag("metrics-enabled", values["metrics-enabled"]),
        http_metrics_histograms=values_of.flag("http-metrics-histograms-enabled", values["http-metrics-histograms-enabled"]),
        http_metrics_slos=tuple(values_of.number("http-metrics-slos", slo) for slo in values_of.comma_list(values["http-metrics-slos"])),
        event_metrics_user=values_of.flag("event-metrics-user-enabled", values["event-metrics-user-enabled"]),
        event_metrics_user_tags=values_of.among("event-metrics-user-tags", values["event-metrics-user-tags"], port_options.EVENT_TAGS),
        event_metrics_user_events=values_of.among("event-metrics-user-events", values["event-metrics-user-events"], port_options.EVENTS),
        proxy_trusted_addresses=values_of.networks("proxy-trusted-addresses", values["proxy-trusted-addresses"]),
        certificate_lookup=lookup,
        certificate_lookup_options={
            name: values[f"{port_options.LOOKUP}--{lookup}--{name}"] for name in port_options.LOOKUPS.get(lookup, ())
        },
        shutdown_delay=values_of.seconds("shutdown-delay", values["shutdown-delay"]),
        event_lines=event_lines.read(values),
        openid_allowed=openid_options.read(values),
        log=values_of.several("log", values["log"], ("console", "file", "syslog")),
        log_level=values_of.log_levels(values["log-level"]),
        log_console_output=values["log-console-output"],
        log_console_format=values["log-console-format"],
        log_console_level=values_of.level("log-console-level", values["log-console-level"]),
        log_file=values["log-file"],
        log_file_output=values["log-file-output"],
        log_file_format=values["log-file-format"],
        log_file_level=values_of.level("log-file-level", values["log-file-level"]),
        admin_username=values["bootstrap-admin-username"],
        admin_password=values["bootstrap-admin-password"],
        admin_client_id=values["bootstrap-admin-client-id"],
        admin_client_secret=values["bootstrap-admin-client-secret"],
    )


def _single_features(given: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Options that name a feature of their own."""
    named = {key[3:].lower().replace("_", "-"): value for key, value in environ.items() if key.startswith("KC_FEATURE_")}
    return {name: value for name, value in {**named, **given}.items() if name.startswith(features.ONE)}


def _database(values: Mapping[str, str]) -> Database:
    kind, url = values["db"], values["db-url"]
    if kind == "dev-file":
        folders = [Path(home, "data") for home in HOMES]
        folder = next((folder for folder in folders if folder.is_dir()), folders[0])
        return Database(kind, url or str(folder / DATA_FILE))
    if kind == "postgres":
        from emulator.configuration import postgres_url

        return Database(kind, postgres_url.connection_string(values))
    if kind != Database.kind:
        raise SettingsError(f"The emulator does not know the database {kind}: it keeps its state in dev-mem, dev-file or postgres")
    return Database(kind)


def _script_policies(text: str) -> str:
    try:
        return verdicts.checked(text)
    except ValueError as error:
        raise InvalidValue("testing-script-policies", str(error)) from error


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


def _read_tls(name: str, values: Mapping[str, str]) -> Tls:
    return Tls(**{field.name: values[f"{name}-{field.name.replace('_', '-')}"] for field in fields(Tls)})
