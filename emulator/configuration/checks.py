"""Whether a value is one that an option can have."""

from __future__ import annotations

from emulator.configuration.known import Known, similar
from emulator.configuration.settings import InvalidValue, SettingsError

_FEATURES = ("features", "features-disabled")


def check(known: Known, name: str, value: str) -> None:
    """Raises SettingsError, in Keycloak's words, for a value that the option ``name``, described by ``known``, cannot have."""
    for one in value.split(",") if known.list else (value,):
        if known.integer and not (one.isascii() and one.removeprefix("-").isdigit()):
            raise InvalidValue(name, f'Expected an integer value, got "{one}"')
        if known.name in _FEATURES:
            _feature(known, one)
        elif known.values and not known.loose:
            _choice(known, name, one)


def _choice(known: Known, name: str, value: str) -> None:
    given = value.lower() if known.insensitive or known.boolean else value
    if given not in known.values:
        case = " (case insensitive)" if known.insensitive else ""
        raise InvalidValue(name, f"{value}. Expected values are{case}: {', '.join(known.values)}")


def _feature(known: Known, value: str) -> None:
    names = [one.partition("[")[0] for one in known.values]
    if value.partition(":")[0] not in names:
        near = similar(value, names, 1)
        raise SettingsError(f"'{value}' is an unrecognized feature. Did you mean: {near[0]}?")
