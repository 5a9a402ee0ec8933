"""Which options Keycloak offers only beside others: kc.sh refuses those on the command line and warns of them elsewhere.

Each condition is the sentence that Keycloak's own options carry (``when`` in ``options.json``); what it means is as observed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from emulator.configuration.known import Known, Table
from emulator.core.dataclass import dataclass

PREFIX = "Available only when "
_NEED_OTHERS = ("log-", "http-management-", "https-management-", "http-metrics-", "event-metrics-")


@dataclass(frozen=True)
class Availability:
    """What was given decides: values by option name, and whether the server runs for development."""

    given: Mapping[str, str]
    development: bool
    table: Table

    def offers(self, known: Known) -> bool:
        """Whether an option is available beside what else was given."""
        return not known.when or _CONDITIONS[known.when.removeprefix(PREFIX)](self)

    def value(self, name: str) -> str:
        """What an option is, given or by default."""
        if name == "cache" and name not in self.given:
            return "local" if self.development else "ispn"
        return self.given.get(name) or self.table.options[name].default

    def on(self, name: str) -> bool:
        """Whether an option is true."""
        return self.value(name).lower() == "true"

    def lists(self, name: str, member: str) -> bool:
        """Whether an option's list has a member, whatever version it asks for."""
        return any(one.partition(":")[0] == member for one in self.value(name).split(","))

    def logs_to(self, handler: str) -> bool:
        """Whether a log handler is chosen."""
        return self.lists("log", handler)


def may_need_others(name: str) -> bool:
    """Whether one of the options that the emulator acts on may depend on others; tells without reading the table."""
    return name.startswith(_NEED_OTHERS)


def _handler(handler: str) -> dict[str, Callable[[Availability], bool]]:
    title = {"console": "Console log handler", "file": "File log handler", "syslog": "Syslog"}[handler]
    long = title if "handler" in title else f"{title} handler"
    return {
        f"{title} is activated": lambda has: has.logs_to(handler),
        f"{long} and MDC logging are activated": lambda has: has.logs_to(handler) and has.on("log-mdc-enabled"),
        f"{long} and Tracing is activated": lambda has: has.logs_to(handler) and has.on("tracing-enabled"),
        f"{title} is activated and asynchronous logging is enabled": lambda has: has.logs_to(handler) and _asynchronous(has, handler),
        f"{title} is activated and output is set to 'json'": lambda has: (
            has.logs_to(handler) and has.value(f"log-{handler}-output").lower() == "json"
        ),
    }


def _asynchronous(has: Availability, handler: str) -> bool:
    own = has.given.get(f"log-{handler}-async")
    return own.lower() == "true" if own else has.on("log-async")


def _clustered(has: Availability) -> bool:
    return has.value("cache") == "ispn" and not has.lists("features", "clusterless")


def _over_tcp(has: Availability) -> bool:
    return _clustered(has) and has.value("cache-stack") != "udp"


def _encrypted(has: Availability) -> bool:
    return has.on("cache-embedded-mtls-enabled") if "cache-embedded-mtls-enabled" in has.given else _over_tcp(has)


def _telemetry_metrics(has: Availability) -> bool:
    return has.on("metrics-enabled") and has.lists("features", "opentelemetry-metrics") and has.on("telemetry-metrics-enabled")


def _telemetry_logs(has: Availability) -> bool:
    return has.lists("features", "opentelemetry-logs") and has.on("telemetry-logs-enabled")


_CONDITIONS: Mapping[str, Callable[[Availability], bool]] = {
    **_handler("console"),
    **_handler("file"),
    **_handler("syslog"),
    "File log handler is activated and log file rotation is enabled": lambda has: (
        has.logs_to("file") and has.on("log-file-rotation-enabled")
    ),
    "MDC logging is enabled": lambda has: has.on("log-mdc-enabled"),
    "log-mdc preview feature is enabled": lambda has: not has.lists("features-disabled", "log-mdc"),
    "'cache' type is set to 'ispn'": lambda has: has.value("cache") == "ispn",
    "Infinispan clustered embedded is enabled": _clustered,
    "a TCP based cache-stack is used": _over_tcp,
    "property 'cache-embedded-mtls-enabled' is enabled": _encrypted,
    "embedded Infinispan clusters configured": lambda has: not has.lists("features", "clusterless"),
    "remote host is set": lambda has: bool(has.value("cache-remote-host")),
    "HTTP Access log is enabled": lambda has: has.on("http-access-log-enabled"),
    "HTTP Access logging to file is enabled": lambda has: has.on("http-access-log-file-enabled"),
    "OpenAPI feature is enabled": lambda has: has.lists("features", "openapi"),
    "OpenAPI Endpoint is enabled": lambda has: has.on("openapi-enabled"),
    "health is enabled": lambda has: has.on("health-enabled"),
    "hostname:v2 feature is enabled": lambda has: True,
    "http-management-scheme is inherited": lambda has: has.value("http-management-scheme") == "inherited",
    "metrics are enabled": lambda has: has.on("metrics-enabled"),
    "metrics are enabled and feature user-event-metrics is enabled": lambda has: (
        has.on("metrics-enabled") and not has.lists("features-disabled", "user-event-metrics")
    ),
    "user event metrics are enabled": lambda has: has.on("event-metrics-user-enabled"),
    "'opentelemetry' feature is enabled": lambda has: not has.lists("features-disabled", "opentelemetry"),
    "Tracing is enabled": lambda has: has.on("tracing-enabled"),
    "tracing and embedded Infinispan is enabled": lambda has: has.on("tracing-enabled") and _clustered(has),
    "feature 'opentelemetry-logs:v1' is enabled": lambda has: has.lists("features", "opentelemetry-logs"),
    "Telemetry Logs functionality ('telemetry-logs-enabled') is enabled": _telemetry_logs,
    "metrics and feature 'opentelemetry-metrics:v1' are enabled": lambda has: (
        has.on("metrics-enabled") and has.lists("features", "opentelemetry-metrics")
    ),
    "metrics ('metrics-enabled') and Telemetry Metrics functionality ('telemetry-metrics-enabled') are enabled": _telemetry_metrics,
    "any of available OpenTelemetry components (Logs, Metrics, Traces) is turned on": lambda has: (
        has.on("tracing-enabled") or _telemetry_logs(has) or _telemetry_metrics(has)
    ),
}
