"""How the listener ``jboss-logging`` writes a realm's events into the log, by Keycloak's options of its SPI."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.configuration import option_values as values_of
from emulator.configuration.port_options import Row
from emulator.core.dataclass import dataclass

_LISTENER = "spi-events-listener--jboss-logging--"
_LEVELS = ("debug", "error", "fatal", "info", "trace", "warn")


@dataclass(frozen=True)
class EventLines:
    """Levels of events that ended well and of those that did not; ``quotes`` is around values, empty for none."""

    success_level: str = "debug"
    error_level: str = "warn"
    sanitize: bool = True
    quotes: str = '"'
    include_representation: bool = False


ROWS: tuple[Row, ...] = (
    (f"{_LISTENER}success-level", "level of events in the log", "debug", False, _LEVELS),
    (f"{_LISTENER}error-level", "level of events that ended in an error", "warn", False, _LEVELS),
    (f"{_LISTENER}sanitize", "other white space than blanks, and quotes, are taken out of events in the log", "true", True, ()),
    (f"{_LISTENER}quotes", "character around values of events in the log, or none", '"', False, ()),
    (f"{_LISTENER}include-representation", "events of administrators say what was sent", "false", True, ()),
)


def read(values: Mapping[str, str]) -> EventLines:
    """The lines that the options ask for; as observed, quotes that are longer than a character are the usual ones."""
    quotes = values[f"{_LISTENER}quotes"]
    return EventLines(
        success_level=values[f"{_LISTENER}success-level"],
        error_level=values[f"{_LISTENER}error-level"],
        sanitize=values_of.flag(f"{_LISTENER}sanitize", values[f"{_LISTENER}sanitize"]),
        quotes="" if quotes == "none" else quotes if len(quotes) == 1 else EventLines.quotes,
        include_representation=values_of.flag(f"{_LISTENER}include-representation", values[f"{_LISTENER}include-representation"]),
    )
