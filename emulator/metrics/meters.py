"""What is counted for ``/metrics``, where metrics are enabled: requests, user events, password validations, by Keycloak's labels.

Counting is a few dictionary look-ups a request; names, units and text are made when somebody asks (``emulator.metrics.exposition``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.configuration.settings import Settings
from emulator.core.clock import monotonic
from emulator.login.passwords import hash_policy
from emulator.metrics.uri_template import template

_OUTCOMES = ("", "INFORMATIONAL", "SUCCESS", "REDIRECTION", "CLIENT_ERROR", "SERVER_ERROR")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"})
_STEP = 60.0
_LABELS = 5000
"""Different requests, or events, that are told apart; hostile callers must not fill the memory."""

Key = tuple[str, ...]


class Peak:
    """The highest of the last two to three minutes."""

    __slots__ = ("_recent", "_turn", "now")

    def __init__(self) -> None:
        self._turn = 0
        self._recent = (0.0, 0.0)
        self.now = 0.0

    def note(self, value: float, moment: float) -> None:
        """Notes a value at a moment in seconds."""
        self.turn(moment)
        self.now = max(self.now, value)

    def turn(self, moment: float) -> None:
        """Forgets what is older than that."""
        turn = int(moment / _STEP)
        for _ in range(min(turn - self._turn, 3)):
            self._recent = (self._recent[1], self.now)
            self.now = 0.0
        self._turn = turn

    @property
    def value(self) -> float:
        """The highest value in seconds, or bytes."""
        return max(self.now, *self._recent)


class Timer:
    """How often and how long; ``buckets`` counts durations by the limits that the meters have."""

    __slots__ = ("buckets", "count", "peak", "total")

    def __init__(self, buckets: int) -> None:
        self.count = 0
        self.total = 0.0
        self.peak = Peak()
        self.buckets = [0] * buckets

    def note(self, value: float, moment: float) -> None:
        """Notes one more."""
        self.count += 1
        self.total += value
        self.peak.note(value, moment)


class Port:
    """What goes through a port; sizes are those of bodies."""

    __slots__ = ("active", "read", "scheme", "written")

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self.active = 0
        self.read = Timer(0)
        self.written = Timer(0)


class Meters:
    """Counts since the server was started. ``limits`` are the upper limits of the buckets in seconds."""

    def __init__(self, settings: Settings) -> None:
        self.started = monotonic()
        self.limits = _limits(settings)
        self.requests: dict[Key, Timer] = {}
        self.ports: dict[int, Port] = {}
        self.events: dict[Key, int] = {}
        self.validations: dict[Key, int] = {}
        self.counts_events = settings.event_metrics_user
        self.tags = settings.event_metrics_user_tags
        self._wanted = frozenset(settings.event_metrics_user_events)
        self._templates: dict[str, str] = {}

    def enter(self, scope: Mapping[str, Any]) -> Port:
        """A request that has begun, on its port."""
        number = scope["server"][1]
        port = self.ports.get(number)
        if port is None:
            port = self.ports[number] = Port(scope["scheme"])
        port.active += 1
        return port

    def leave(self, port: Port, method: str, uri: str, status: int, began: float, read: int, written: int) -> None:
        """The same request, answered (its caller takes it off ``active``); ``began`` is the monotonic time when it came in."""
        moment = monotonic()
        if read:
            port.read.note(read, moment)
        if written:
            port.written.note(written, moment)
        key = (method if method in _METHODS else "UNKNOWN", _OUTCOMES[status // 100], str(status), uri)
        timer = self.requests.get(key)
        if timer is None:
            if len(self.requests) >= _LABELS:
                return
            timer = self.requests[key] = Timer(len(self.limits))
        seconds = moment - began
        timer.note(seconds, moment)
        if self.limits:
            place = bisect_left(self.limits, seconds)
            if place < len(timer.buckets):
                timer.buckets[place] += 1

    def uri(self, path: str, status: int) -> str:
        """The label of an endpoint from the path of its route, which is empty where a request reached none."""
        if not path:
            return "NOT_FOUND" if status == 404 else "REDIRECTION" if 300 <= status < 400 else "UNKNOWN"
        label = self._templates.get(path)
        if label is None:
            label = self._templates[path] = template(path)
        return label

    def event(self, realm: str, kind: str, client_id: str, error: str, provider: str) -> None:
        """A user event; one that failed has an error, or a name that says so."""
        name = kind.removesuffix("_ERROR").lower()
        if self._wanted and name not in self._wanted:
            return
        failed = error or ("unknown" if kind.endswith("_ERROR") else "")
        client = "unknown" if failed == "client_not_found" else client_id
        tagged = {"realm": realm, "idp": provider, "clientId": client}
        _count(self.events, (name, failed, *(tagged[tag] if tag in self.tags else "" for tag in ("realm", "idp", "clientId"))))

    def validation(self, realm: str, credential: Mapping[str, Any], data: Mapping[str, Any], valid: bool) -> None:
        """A password that was compared with a credential, whose ``data`` say how it is hashed."""
        algorithm, iterations = str(data.get("algorithm", "")), data.get("hashIterations")
        if not algorithm:
            algorithm, iterations = hash_policy(credential.get("policy") or "")
        strength = _strength(algorithm, iterations, data.get("additionalParameters") or {})
        _count(self.validations, (realm, algorithm, strength, "valid" if valid else "invalid"))


def _count(counts: dict[Key, int], key: Key) -> None:
    if key in counts or len(counts) < _LABELS:
        counts[key] = counts.get(key, 0) + 1


def _strength(algorithm: str, iterations: object, parameters: Mapping[str, Any]) -> str:
    """How strong a hash is, as Keycloak's hash providers write it."""
    from emulator.keys.hashing import HASHINGS

    member = HASHINGS.get(algorithm)
    rounds = iterations or (member.iterations if member is not None else "")
    if algorithm != "argon2":
        return str(rounds)

    def said(name: str) -> str:
        value = parameters.get(name) or (member.additional.get(name) if member is not None else None) or [""]
        return str(value[0] if isinstance(value, list | tuple) else value)

    return f"Argon2{said('type')}-{said('version')}[m={said('memory')},t={rounds},p={said('parallelism')}]"


def _limits(settings: Settings) -> Sequence[float]:
    found = {milliseconds / 1000 for milliseconds in settings.http_metrics_slos}
    if settings.http_metrics_histograms:
        found |= _percentile_limits(1_000_000, 30_000_000_000)
    return sorted(found)


def _percentile_limits(lowest: int, highest: int) -> set[float]:
    """Limits in seconds between two numbers of nanoseconds: each power of four in nine steps, as Micrometer divides it."""
    found, exponent = {lowest, highest}, 2
    while (power := 1 << exponent) <= highest:
        step = power // 3
        found |= {limit for limit in range(power, (power << 2) - step, step) if lowest <= limit <= highest}
        exponent += 2
    return {limit / 1e9 for limit in found}
