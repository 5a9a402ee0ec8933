"""Options of a subcommand, and the reading of its arguments in the way of Keycloak's kcadm.

Options may stand anywhere; ``--name value`` and ``--name=value`` are the same; short options are never put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kcadm._errors import UsageError


class Option(NamedTuple):
    """An option: its names, what it takes (nothing, if ``value`` is empty: a flag) and what the help says of it."""

    names: tuple[str, ...]
    value: str
    help: str
    many: bool = False

    @property
    def shown(self) -> str:
        """The name that a complaint shows: the long one."""
        return self.names[-1]

    @property
    def name(self) -> str:
        """The name under which its value is asked for: the last one, without dashes."""
        return self.names[-1].lstrip("-")


GLOBAL = (
    Option(("-x",), "", "print the whole traceback when the command fails"),
    Option(("--help",), "", "print this help"),
)
CONFIG = (Option(("--config",), "PATH", "the config file (~/.keycloak/kcadm.config)"),)
CREDENTIALS = (
    *CONFIG,
    Option(("--no-config",), "", "use no config file: nothing is read from it or written to it"),
    Option(("--server",), "URL", "the server, as http://localhost:8080"),
    Option(("--realm",), "REALM", "the realm to log in to"),
    Option(("--user",), "USER", "the user to log in"),
    Option(("--password",), "PASSWORD", "and the password; otherwise KC_CLI_PASSWORD, or it is asked for"),
    Option(("--client",), "CLIENT_ID", "the client to log in with (admin-cli)"),
    Option(("--secret",), "SECRET", "and its secret; otherwise KC_CLI_CLIENT_SECRET, or it is asked for"),
    Option(("--keystore",), "PATH", "not here: a Java keystore cannot be read"),
    Option(("--storepass",), "PASSWORD", "not here, as --keystore"),
    Option(("--keypass",), "PASSWORD", "not here, as --keystore"),
    Option(("--alias",), "ALIAS", "not here, as --keystore"),
    Option(("--truststore",), "PATH", "certificates to trust, as PEM"),
    Option(("--trustpass",), "PASSWORD", "accepted; a PEM file has no password"),
    Option(("--insecure",), "", "do not verify the server's certificate"),
)
TARGET = (
    Option(("--token",), "TOKEN", "an access token to use instead of logging in"),
    Option(("-a", "--admin-root"), "URL", "where the Admin REST API is (SERVER/admin)"),
    Option(("-r", "--target-realm"), "REALM", "the realm to work on, if it is not the one of the login"),
)


_LABELS = {
    "admin-root": "adminRestRoot",
    "client": "clientId",
    "header": "rawHeaders",
    "keypass": "keyPass",
    "new-password": "pass",
    "query": "rawFilters",
    "storepass": "storePass",
    "token": "PARAM",
    "trustpass": "trustPass",
    "truststore": "trustStore",
}


SESSION = frozenset({option.name for option in CREDENTIALS if option.value} | {"token"})
"""Options that say where and as whom."""


class Parsed:
    """What the arguments said. Every accessor takes an option's last name without dashes."""

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []
        """Options with their values, in the order in which they were given; a flag's value is ``true`` or ``false``."""
        self.words: list[str] = []
        """What was no option."""

    def all(self, name: str) -> list[str]:
        """The values of an option that may be given more than once."""
        return [value for given, value in self.given if given == name]

    def value(self, name: str) -> str | None:
        """The value of an option, or None."""
        return next(iter(self.all(name)), None)

    def flag(self, name: str) -> bool:
        """Whether a flag was given."""
        return self.value(name) == "true"

    def number(self, name: str) -> str | None:
        """The value of an option that takes a whole number; raises UsageError for another."""
        value = self.value(name)
        if value is not None and not value.lstrip("+-").isdecimal():
            raise UsageError(f"Invalid value for option '--{name}': '{value}' is not an int")
        return value


def parse(options: Iterable[Option], arguments: Sequence[str], start: int, words: int) -> Parsed:
    """Reads ``arguments[start:]``, with at most so many words beside the options. Raises UsageError for anything else."""
    by_name = {name: option for option in options for name in option.names}
    parsed = Parsed()
    unknown: list[tuple[int, str]] = []
    at, only_words = start, False
    while at < len(arguments):
        argument, index = arguments[at], at
        at += 1
        name, equals, value = argument.partition("=")
        if only_words or not argument.startswith("-") or argument == "-":
            if len(parsed.words) < words:
                parsed.words.append(argument)
            else:
                unknown.append((index, argument))
        elif argument == "--":
            only_words = True
        elif argument in by_name or (equals and name in by_name):
            option = by_name[argument if argument in by_name else name]
            if not option.value:
                value = value.lower() if equals else "true"
            elif not equals:
                value = _value(option, arguments, at, by_name)
                at += 1
            _add(parsed, option, value)
        else:
            unknown.append((index, argument))
    if unknown:
        raise UsageError(complaint(unknown, by_name))
    return parsed


def _add(parsed: Parsed, option: Option, value: str) -> None:
    if not option.many and parsed.value(option.name) is not None:
        raise UsageError(f"option '{option.shown}'{_label(option)} should be specified only once")
    if not option.value and value not in {"true", "false"}:
        raise UsageError(f"Invalid value for option '{option.shown}': '{value}' is not a boolean")
    parsed.given.append((option.name, value))


def _value(option: Option, arguments: Sequence[str], at: int, by_name: dict[str, Option]) -> str:
    if at == len(arguments):
        raise UsageError(f"Missing required parameter for option '{option.shown}'{_label(option)}")
    if arguments[at] in by_name:
        raise UsageError(f"Expected parameter for option '{option.shown}' but found '{arguments[at]}'")
    return arguments[at]


def _label(option: Option) -> str:
    """What Keycloak's kcadm calls an option's value, after a space; nothing for a flag."""
    if not option.value:
        return ""
    first, *others = option.name.split("-")
    return f" (<{_LABELS.get(option.name, first + ''.join(part.capitalize() for part in others))}>)"


def complaint(unknown: list[tuple[int, str]], known: Iterable[str] = ()) -> str:
    """The sentence about arguments, with their places, that nothing was made for; options that begin like the first one are proposed."""
    texts = ", ".join(f"'{argument}'" for _, argument in unknown)
    plural = "s" if len(unknown) > 1 else ""
    if unknown[0][1].startswith("-") and unknown[0][1] != "-":
        begun = unknown[0][1].lstrip("-")
        alike = [name for name in known if begun and name.lstrip("-").startswith(begun)]
        solutions = f"\nPossible solutions: {', '.join(alike)}" if alike else ""
        return f"Unknown option{plural}: {texts}{solutions}"
    return f"Unmatched argument{plural} {'from' if plural else 'at'} index {unknown[0][0]}: {texts}"
