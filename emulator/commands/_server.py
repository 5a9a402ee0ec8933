"""What the commands with the server's options have in common: arguments, configuration, settings, log."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from emulator.commands import _log
from emulator.commands._invocation import Invocation, UsageError, not_understood
from emulator.configuration import sources
from emulator.configuration.arguments import ArgumentError, Arguments, read
from emulator.configuration.known import Table
from emulator.configuration.sources import Configuration
from emulator.core.log import QUARKUS, SERVICES, WARN, Log
from emulator.settings import Settings, environment

PRODUCTION = {"http-enabled": "false", "hostname-strict": "true"}


@dataclass(frozen=True)
class Shape:
    """What a command takes beside the server's options: ``flags``, its ``own`` options, realms; and which ``defaults`` are its own."""

    summary: str
    flags: Collection[str] = ()
    own: Mapping[str, str] | None = None
    realms: bool = False
    defaults: Mapping[str, str] | None = None


@dataclass
class Prepared:
    """A command line that was understood."""

    given: Arguments
    configuration: Configuration
    settings: Settings
    log: Log

    def warn(self) -> None:
        """Says what was to be said of the configuration."""
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
        given = read(invocation.command, arguments, table, flags, own)
        if given.rest and not shape.realms:
            raise ArgumentError(f"Unknown option: '{given.rest[0]}'")
    except ArgumentError as error:
        if error.bare:
            raise UsageError(str(error)) from None
        raise not_understood(str(error), invocation.command, *error.suggestions, after=error.after) from None
    if {"help", "help-all"} & given.flags:
        from emulator.commands import _help

        sys.stdout.write(_help.text(invocation.command, shape, "help-all" in given.flags))
        raise SystemExit(0)
    return given, sources.collect(given, environment(), invocation.config_file)


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
    settings = found.settings(shape.defaults or {}, shape.own or {})
    if "syslog" in settings.log.split(","):
        found.warnings.append("The log handler syslog has no effect in the emulator")
    return Prepared(given, found, settings, _log.opened(settings))
