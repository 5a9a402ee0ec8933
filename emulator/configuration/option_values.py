"""Values of options as they are written: numbers, ports, paths, lists, levels; or Keycloak's words about what they cannot be."""

from __future__ import annotations

LEVELS = ("off", "fatal", "error", "warn", "info", "debug", "trace", "all")


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


def port(name: str, value: str) -> int:
    """A port number; 0 stands for any that is free."""
    found = number(name, value)
    if not 0 <= found <= 65535:
        raise InvalidValue(name, f"{value}. Expected a port number from 0 to 65535")
    return found


def number(name: str, value: str) -> int:
    """A whole number."""
    if not value.isascii() or not value.removeprefix("-").isdigit():
        raise InvalidValue(name, f'Expected an integer value, got "{value}"')
    return int(value)


def positive(name: str, value: str) -> int:
    """A whole number above 0."""
    if number(name, value) <= 0:
        raise InvalidValue(name, f"{value}. Expected a number above 0")
    return int(value)


def flag(name: str, value: str) -> bool:
    """True or false."""
    if value.lower() not in ("true", "false"):
        raise InvalidValue(name, f"{value}. Expected values are: true, false")
    return value.lower() == "true"


def path(name: str, value: str) -> str | None:
    """A path of a URL, without a slash at its end; None for none."""
    if not value:
        return None
    if not value.startswith("/"):
        raise InvalidValue(name, f"{value}. The path has to start with a slash")
    return value.rstrip("/")


def seconds(name: str, value: str) -> float:
    """A duration in seconds."""
    digits, unit = value.rstrip("ms"), value.lstrip("0123456789")
    if not (digits.isascii() and digits.isdigit()) or unit not in ("", "ms", "s", "m"):
        raise InvalidValue(name, f"{value}. Expected a duration such as 1s or 500ms")
    return int(digits) * {"ms": 0.001, "m": 60.0}.get(unit, 1.0)


def comma_list(value: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def among(name: str, value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of known words."""
    found = comma_list(value)
    wrong = next((one for one in found if one not in known), None)
    if wrong is not None:
        raise InvalidValue(name, f"{wrong}. Expected values are: {', '.join(known)}")
    return found


def networks(name: str, value: str) -> tuple[str, ...]:
    """A list of addresses and networks."""
    addresses = comma_list(value)
    if addresses:
        from ipaddress import ip_network

        for address in addresses:
            try:
                ip_network(address, strict=False)
            except ValueError as error:
                raise InvalidValue(name, f"{address}. Expected addresses and networks") from error
    return addresses


def several(name: str, value: str, choices: tuple[str, ...]) -> str:
    """A list of known words, as it was given."""
    for one in value.split(","):
        if one not in choices:
            raise InvalidValue(name, f"{one}. Expected values are: {', '.join(choices)}")
    return value


def level(name: str, value: str) -> str:
    """A level of the log."""
    if value.lower() not in LEVELS:
        raise InvalidValue(name, f"{value}. Expected values are (case insensitive): {', '.join(LEVELS)}")
    return value


def log_levels(value: str) -> str:
    """Levels of the log by category, as they were given."""
    for one in value.split(","):
        if one.rpartition(":")[2].lower() not in LEVELS:
            raise SettingsError(f"ERROR: Invalid log category format: {one}. The format is 'category:level' such as 'org.keycloak:debug'.")
    return value
