"""What the commands with the server's options have in common: arguments, configuration, settings, log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from emulator.commands import _log
from emulator.commands._invocation import Invocation, Shape, UsageError, not_understood
from emulator.configuration import hostnames, sources
from emulator.configuration.arguments import AVAILABILITY, COMMAND_SECTIONS, ArgumentError, Arguments, read
from emulator.configuration.known import Known, Table
from emulator.configuration.settings import Settings, SettingsError, environment
from emulator.configuration.sources import Configuration
from emulator.core.dataclass import dataclass
from emulator.core.log import QUARKUS, SERVICES, WARN, Log

PRODUCTION = {"http-enabled": "false", "hostname-strict": "true"}


@dataclass
class Prepared:
    """A command line that was understood."""

    given: Arguments
    configuration: Configuration
    settings: Settings
    log: Log

    def warn(self, *, serving: bool = False) -> None:
        """Says what was to be said of the configuration; of where a server is only if one is ``serving``."""
        for warning in hostnames.warnings(self.settings) if serving else ():
            self.log.say(warning, WARN)
        for warning in self.configuration.warnings:
            self.log.say(warning, WARN, SERVICES if warning.startswith("KC-") else QUARKUS)


def configuration(shape: Shape, arguments: Sequence[str], invocation: Invocation) -> tuple[Arguments, Configuration]:
    """Arguments, and all that was given by whomever. Prints the help and exits where that was asked for. Raises UsageError."""
    flags = {"help", "help-all", "verbose", *shape.flags}
    tables: list[Table] = []

    def table() -> Table:
        if not tables:
            tables.append(Table())
        return tables[0]

    own = shape.own or {}
    try:
        parsed = read(invocation.command, arguments, table, flags, own)
    except ArgumentError as error:
        raise _refused(error, invocation.command) from None
    if {"help", "help-all"} & parsed.flags:
        from emulator.commands import _help

        sys.stdout.write(_help.text(invocation.command, shape, "help-all" in parsed.flags))
        raise SystemExit(0)
    try:
        collected = sources.collect(parsed, environment(), invocation.config_file)
    except SettingsError:
        if parsed.refused is None:
            raise
        raise _refused(parsed.refused, invocation.command) from None
    wrong = _unavailable(parsed, collected, shape) or parsed.refused
    if wrong is None and parsed.rest and not shape.realms:
        wrong = ArgumentError(f"Unknown option: '{parsed.rest[0]}'")
    if wrong is not None:
        offered = _offered(collected, shape, invocation.command)
        suggested = collected.table.suggestions(wrong.typed, offered) if wrong.typed and invocation.command != "show-config" else []
        raise _refused(wrong, invocation.command, suggested)
    return parsed, collected


def _unavailable(given: Arguments, found: Configuration, shape: Shape) -> ArgumentError | None:
    """What is wrong with the first option that is not offered beside the others; those of the environment and of files are ignored."""
    names = given.options if given.refused is None else given.before
    known = next(found.unavailable((name for name in given.words if name in names), shape.development), None)
    if known is None:
        return None
    typed = next(word for name, word in given.words.items() if found.table.find(name) is known).partition("=")[0]
    return ArgumentError(f"Disabled option: '{typed}'. {known.when}", typed, after=AVAILABILITY)


def _offered(found: Configuration, shape: Shape, command: str) -> Callable[[Known], bool]:
    """Which options a command may be given."""
    availability = found.availability(shape.development)
    without = [section for section, owner in COMMAND_SECTIONS.items() if owner != command]

    def offered(known: Known) -> bool:
        takes = not known.hidden and known.section not in without and (known.build or command != "build")
        return takes and availability.offers(known)

    return offered


def _refused(error: ArgumentError, command: str, suggested: Sequence[str] = ()) -> UsageError:
    if error.bare:
        return UsageError(str(error))
    solutions = [f"Possible solutions: {', '.join(suggested)}"] if suggested else []
    return not_understood(str(error), command, *solutions, after=error.after)


def _take_last_build(found: Configuration) -> None:
    from emulator.configuration import build

    given = {name: value.text for name, value in found.values.items()}
    kept = build.last(given, [name for name in given if build.is_build_option(name, found.table)])
    for name, text in kept.items():
        found.values.setdefault(name, sources.Value(text, build.PERSISTED))


def prepare(shape: Shape, arguments: Sequence[str], invocation: Invocation) -> Prepared:
    """Everything that a command needs to begin; see ``configuration``. Raises UsageError, SettingsError."""
    given, found = configuration(shape, arguments, invocation)
    if "optimized" in given.flags:
        _take_last_build(found)
    settings = replace(found.settings(shape.defaults or {}, shape.own or {}, shape.development), production=not shape.development)
    if "syslog" in settings.log.split(","):
        found.warnings.append("The log handler syslog has no effect in the emulator")
    return Prepared(given, found, settings, _log.opened(settings))
