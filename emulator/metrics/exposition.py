"""Meters as text: Prometheus' format and OpenMetrics, with Keycloak's names, labels and ways of writing them.

Written here and not by a library, because Keycloak's writer is its own: a comma after the last label of the older format, gauges named
``…_max`` beside each timer, no ``…_created`` series.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from emulator.core.clock import Clock, monotonic
from emulator.core.dataclass import dataclass
from emulator.metrics.meters import Meters, Timer

OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"
_ANY = ("*/*", "text/*", "text/plain")
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
Labels = Mapping[str, object]
Sample = tuple[str, Labels, float]
"""What follows the family's name, the labels, the value."""


@dataclass(frozen=True, slots=True)
class Family:
    """A metric: its kind is ``counter``, ``gauge``, ``summary`` or ``histogram``; ``samples`` may be empty, and then it is not written."""

    name: str
    kind: str
    help: str
    samples: Sequence[Sample]


def accepted(header: str) -> str | None:
    """The media type for an ``Accept`` header, chosen as Keycloak does; None where it refuses (406)."""
    kinds = [kind.strip() for kind in header.split(",")] if header.strip() else ["*/*"]
    if not any(kind == OPEN or kind.partition(";")[0].strip() in _ANY for kind in kinds):
        return None
    return PLAIN if "text/plain" in header or "text/html" in header else OPEN


def text(families: Iterable[Family], media_type: str) -> str:
    """The families in the format of a media type."""
    lines: list[str] = []
    for family in (family for family in families if family.samples):
        lines += _written(family, media_type == OPEN)
    return "\n".join([*lines, "# EOF"] if media_type == OPEN else lines) + "\n"


def _written(family: Family, is_open: bool) -> Iterator[str]:
    name = family.name if is_open or family.kind != "counter" else f"{family.name}_total"
    about = [f"# HELP {name} {family.help.translate(_ESCAPED) if is_open else family.help}", f"# TYPE {name} {family.kind}"]
    yield from reversed(about) if is_open else about
    comma = "" if is_open else ","
    for suffix, labels, value in family.samples:
        said = ",".join(f'{label}="{str(found).translate(_ESCAPED)}"' for label, found in labels.items())
        yield f"{family.name}{suffix}{'{' + said + comma + '}' if said else ''} {float(value)}"


class Exposition:
    """The families of a server. ``connections`` tells how many connections each port has now."""

    def __init__(self, meters: Meters, connections: Callable[[], Mapping[int, int]]) -> None:
        self._meters = meters
        self._connections = connections
        self._cpu = _Usage(lambda: (sum(os.times()[:4]), monotonic() * (os.cpu_count() or 1)))
        self._system = _Usage(_system_times)

    def answer(self, accept: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Status, headers and body for an ``Accept`` header."""
        media_type = accepted(accept)
        if media_type is None:
            return 406, [], b""
        return 200, [(b"content-type", media_type.encode())], text(self.families(), media_type).encode()

    def measured(self, scope: Mapping[str, Any], answer: Callable[[], Answer]) -> Answer:
        """The answer to a request at the management port, counted."""
        began, port = monotonic(), self._meters.enter(scope)
        try:
            response = answer()
        finally:
            port.active -= 1
        path = scope["path"].rstrip("/")
        uri = "NOT_FOUND" if response[0] == 404 else path or "root"
        self._meters.leave(port, scope["method"], uri, response[0], began, 0, len(response[2]))
        return response

    def families(self) -> Iterator[Family]:
        """All of them, as they are now."""
        yield from self._requests()
        yield from self._traffic()
        yield from self._counters()
        yield from self._process()

    def _requests(self) -> Iterator[Family]:
        help_text = "How long requests took"
        samples: list[Sample] = []
        peaks: list[Sample] = []
        for key, timer in self._meters.requests.items():
            labels = dict(zip(("method", "outcome", "status", "uri"), key, strict=True))
            samples += self._timer(timer, labels)
            peaks.append(("", labels, _peak(timer)))
        yield Family("http_server_requests_seconds", "histogram" if self._meters.limits else "summary", help_text, samples)
        yield Family("http_server_requests_seconds_max", "gauge", help_text, peaks)

    def _timer(self, timer: Timer, labels: Labels) -> list[Sample]:
        found: list[Sample] = []
        below = 0
        for limit, count in zip(self._meters.limits, timer.buckets, strict=True):
            below += count
            found.append(("_bucket", {**labels, "le": limit}, below))
        if self._meters.limits:
            found.append(("_bucket", {**labels, "le": "+Inf"}, timer.count))
        return [*found, ("_count", labels, timer.count), ("_sum", labels, timer.total)]

    def _traffic(self) -> Iterator[Family]:
        ports = self._meters.ports
        active = [("", {"server_port": number, "url_scheme": port.scheme}, port.active) for number, port in ports.items()]
        yield Family("http_server_active_requests", "gauge", "", active)
        connections = [("", {"server_port": number}, count) for number, count in self._connections().items()]
        yield Family("http_server_active_connections", "gauge", "Connections that are open now", connections)
        for way, help_text in (("read", "Sizes of the bodies of requests"), ("written", "Sizes of the bodies of answers")):
            timers = {number: port.read if way == "read" else port.written for number, port in ports.items()}
            sums: list[Sample] = []
            for number, timer in timers.items():
                labels = {"server_port": number}
                sums += [("_count", labels, timer.count), ("_sum", labels, timer.total)]
            yield Family(f"http_server_bytes_{way}", "summary", help_text, sums)
            peaks = [("", {"server_port": number}, _peak(timer)) for number, timer in timers.items()]
            yield Family(f"http_server_bytes_{way}_max", "gauge", help_text, peaks)

    def _counters(self) -> Iterator[Family]:
        tags = self._meters.tags
        events: list[Sample] = []
        for (event, error, realm, provider, client), count in self._meters.events.items():
            tagged = {"client_id": client if "clientId" in tags else None, "error": error, "event": event}
            tagged |= {"idp": provider if "idp" in tags else None, "realm": realm if "realm" in tags else None}
            events.append(("_total", {name: value for name, value in tagged.items() if value is not None}, count))
        yield Family("keycloak_user_events", "counter", "Events of users", events)
        validations: list[Sample] = [
            ("_total", {"algorithm": algorithm, "hashing_strength": strength, "outcome": outcome, "realm": realm}, count)
            for (realm, algorithm, strength, outcome), count in self._meters.validations.items()
        ]
        yield Family("keycloak_credentials_password_hashing_validations", "counter", "Passwords compared with a hash", validations)

    def _process(self) -> Iterator[Family]:
        """Names are Keycloak's, since dashboards look for them; what they measure is this process."""
        uptime = monotonic() - self._meters.started
        yield _gauge("process_uptime_seconds", "Seconds since the server was started", uptime)
        yield _gauge("process_start_time_seconds", "When the server was started, in seconds since 1970", Clock().now() - uptime)
        nanoseconds: Sample = ("_total", {}, sum(os.times()[:2]) * 1e9)
        yield Family("process_cpu_time_ns", "counter", "Time that processors spent on this process", [nanoseconds])
        yield _gauge("process_cpu_usage", "Part of the processors' time that this process took since the last look", self._cpu.recent())
        yield _gauge("system_cpu_usage", "Part of the processors' time that the machine took since the last look", self._system.recent())
        yield _gauge("system_cpu_count", "Processors of the machine", os.cpu_count() or 1)
        yield _gauge("system_load_average_1m", "Processes that ran or waited to run, on average in the last minute", os.getloadavg()[0])
        descriptors = Path("/proc/self/fd")
        if descriptors.is_dir():
            yield _gauge("process_files_open_files", "Files and sockets that are open", len(list(descriptors.iterdir())))
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        yield _gauge("process_files_max_files", "Files and sockets that may be open", limit)


class _Usage:
    """The part of the time between two looks that was spent working; ``times`` tells time at work, and all time."""

    def __init__(self, times: Callable[[], tuple[float, float]]) -> None:
        self._times = times
        self._last = times()

    def recent(self) -> float:
        """A number from 0 to 1."""
        last, self._last = self._last, self._times()
        passed = self._last[1] - last[1]
        return min(max((self._last[0] - last[0]) / passed, 0.0), 1.0) if passed > 0 else 0.0


def _system_times() -> tuple[float, float]:
    try:
        numbers = [float(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return 0.0, 0.0
    return sum(numbers) - sum(numbers[3:5]), sum(numbers)


def _gauge(name: str, help_text: str, value: float) -> Family:
    return Family(name, "gauge", help_text, [("", {}, value)])


def _peak(timer: Timer) -> float:
    timer.peak.turn(monotonic())
    return timer.peak.value
