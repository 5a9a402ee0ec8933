"""What strangers cannot have more of: bytes, seconds, threads; and whom the server may ask on somebody's behalf."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.configuration import option_values as values_of
from emulator.configuration.port_options import Row
from emulator.core.dataclass import dataclass


@dataclass(frozen=True)
class Limits:
    """``outgoing`` are hosts and networks, empty for any."""

    header_bytes: int = 65_536
    request_seconds: float = 60.0
    idle_seconds: float = 1800.0
    recorded_bytes: int = 65_536
    recorded_requests: int = 1000
    outgoing_seconds: float = 10.0
    outgoing_threads: int = 64
    outgoing: tuple[str, ...] = ()


ROWS: tuple[Row, ...] = (
    ("testing-header-bytes", "bytes of a request before its body; more are answered with 431", "65536", False, ()),
    ("testing-request-seconds", "how long a request may take to arrive", "60s", False, ()),
    ("testing-idle-seconds", "how long a connection without a request stays open", "30m", False, ()),
    ("testing-recorded-bytes", "bytes of each body that are kept of requests and answers", "65536", False, ()),
    ("testing-recorded-requests", "requests that are kept, the last ones", "1000", False, ()),
    ("testing-outgoing-seconds", "how long an answer of another server may take as a whole", "10s", False, ()),
    ("testing-outgoing-threads", "how many other servers are waited for at once", "64", False, ()),
    (
        "testing-outgoing",
        "whom the server may ask: any, or hosts (*.example.org) and networks, separated by commas",
        "any",
        False,
        (),
    ),
)


def read(values: Mapping[str, str]) -> Limits:
    """The limits that options set; raises SettingsError."""
    listed = values_of.comma_list(values["testing-outgoing"])
    return Limits(
        values_of.positive("testing-header-bytes", values["testing-header-bytes"]),
        values_of.seconds("testing-request-seconds", values["testing-request-seconds"]),
        values_of.seconds("testing-idle-seconds", values["testing-idle-seconds"]),
        values_of.positive("testing-recorded-bytes", values["testing-recorded-bytes"]),
        values_of.positive("testing-recorded-requests", values["testing-recorded-requests"]),
        values_of.seconds("testing-outgoing-seconds", values["testing-outgoing-seconds"]),
        values_of.positive("testing-outgoing-threads", values["testing-outgoing-threads"]),
        () if "any" in listed else tuple(name.lower() for name in listed),
    )
