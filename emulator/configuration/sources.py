"""All that the server was told, each value with who said it: command line before environment before configuration file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from emulator.configuration import features, legacy
from emulator.configuration.arguments import Arguments
from emulator.configuration.availability import Availability, may_need_others
from emulator.configuration.known import Known, Table
from emulator.configuration.options import OPTIONS, spelled_out
from emulator.configuration.settings import InvalidValue, Settings, SettingsError, resolve
from emulator.core.dataclass import dataclass

CLI, ENV = "CLI", "ENV"
_SEE = "\nTry 'keycloak-emulator --help' for more information on the available options."
IMPORTED = "KC_IMPORT_REALM"
"""The variable that brings realms, which is no option of Keycloak's."""
_OF_A_BUILD = ("-provider", "-provider-default", "-enabled")
_OF_THE_SCRIPT = frozenset({"config-file", "debug", "debug-port", "debug-suspend", "run-in-container", "version", "home"})


@dataclass(frozen=True)
class Value:
    """A value and its source: ``CLI``, ``ENV`` or the name of a configuration file."""

    text: str
    source: str


@dataclass
class Configuration:
    """Values by option name. ``warnings`` are lines to say at the start; see ``settings`` for what becomes of it all."""

    values: dict[str, Value]
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def table(self) -> Table:
        """Keycloak's options; reading them takes a few milliseconds."""
        return Table()

    def get(self, name: str, default: str = "") -> str:
        """The text of a value."""
        value = self.values.get(name)
        return default if value is None else value.text

    def flag(self, name: str) -> bool:
        """Whether an option is true."""
        return self.get(name).lower() == "true"

    def availability(self, development: bool) -> Availability:
        """Which options are offered beside those that were given."""
        return Availability({name: value.text for name, value in self.values.items()}, development, self.table)

    def unavailable(self, names: Iterable[str], development: bool) -> Iterator[Known]:
        """Those of these options that Keycloak does not offer beside the others."""
        acted_on = {option.name for option in OPTIONS}
        for name in names:
            if name not in acted_on or may_need_others(name):
                known = self.table.find(name)
                if known is not None and not self.availability(development).offers(known):
                    yield known

    def settings(self, defaults: Mapping[str, str], own: Collection[str] = (), development: bool = False) -> Settings:
        """The settings; ``defaults`` and the options called ``own`` are the command's. Notes what has no effect. Raises SettingsError."""
        idle = {known.name: known for known in self.unavailable(self.values, development)}
        for kind, other in (("run", "build"), ("build", "run")):
            lines = [f"\n \t- {name}: {known.when}." for name, known in sorted(idle.items()) if known.build == (kind == "build")]
            if lines:
                start = f"The following used {kind} time options are UNAVAILABLE and will be ignored during {other} time:"
                self.warnings.append(start + "".join(lines))
        self._look_at_old_formats()
        self._look_at_the_rest({*own, *idle})
        try:
            return resolve({**defaults, **self._by_meaning()}, {})
        except InvalidValue as error:
            raise SettingsError(error.sentence(self.named(error.name))) from None

    def _by_meaning(self) -> dict[str, str]:
        """The texts by the options' names. As observed, one in the format of old counts where nobody has the new one, whoever says it."""
        return {
            spelled_out(name): value.text for name, value in sorted(self.values.items(), key=lambda item: spelled_out(item[0]) == item[0])
        }

    def named(self, name: str) -> str:
        """How the option was written where its value comes from."""
        if name not in self.values:
            name = next((written for written in self.values if spelled_out(written) == name), name)
        value = self.values.get(name)
        if value is None or value.source == CLI:
            return f"'--{name}'"
        return f"'{variable(name)}'" if value.source == ENV else f"'kc.{name}' in {value.source}"

    def _look_at_the_rest(self, own: Collection[str]) -> None:
        """Checks the options that the emulator does not act on, and says so."""
        self._look_at_features()
        honoured = {*own, *(option.name for option in OPTIONS)}
        honoured |= {name for name in self.values if name.startswith(features.ONE)}
        rest = [name for name in self.values if spelled_out(name) not in honoured]
        if not rest:
            return
        idle, unknown = [], []
        for name in rest:
            known = self.table.find(name)
            if known is not None:
                self._check(known, name)
                idle.append(name)
            elif name not in legacy.HOSTNAME_V1:
                unknown.append(name)
        old = sorted(legacy.HOSTNAME_V1.intersection(rest))
        if old:
            self.warnings.append(f"Hostname v1 options [{', '.join(old)}] are still in use, please review your configuration")
        if idle:
            self.warnings.append(f"Options without effect in the emulator: {', '.join(map(self._written, idle))}")
        if unknown:
            self.warnings.append(f"Unknown options, ignored: {', '.join(map(self._doubtful, unknown))}")

    def _look_at_old_formats(self) -> None:
        """Names the options of SPIs that a build would go by if it could tell where the provider's name ends."""
        unclear = [name for name in self.values if name.startswith("spi-") and "--" not in name and name.endswith(_OF_A_BUILD)]
        if unclear:
            names = ", ".join(f"kc.{name}" for name in sorted(unclear))
            self.warnings.append(
                "The following SPI options are using the legacy format and are not being treated as build time options. "
                f"Please use the new format with the appropriate -- separators to resolve this ambiguity: {names}"
            )

    def _look_at_features(self) -> None:
        """Checks the features that are asked for, and says which of them change nothing here."""
        names = [name for name in self.values if name in (features.ENABLED, features.DISABLED) or name.startswith(features.ONE)]
        for name in names:
            known = self.table.find(name)
            if known is not None:
                self._check(known, name)
        idle = features.idle({name: self.values[name].text for name in names})
        if idle:
            self.warnings.append(f"Features without effect in the emulator: {', '.join(idle)}")

    def _check(self, known: Known, name: str) -> None:
        from emulator.configuration import checks

        try:
            checks.check(known, name, self.values[name].text)
        except InvalidValue as error:
            raise SettingsError(error.sentence(self.named(name))) from None

    def _written(self, name: str) -> str:
        return self.named(name).replace("'", "").replace("kc.", "", 1)

    def _doubtful(self, name: str) -> str:
        near = self.table.suggestions(f"--{name}")[:1]
        meant = variable(near[0][2:]) if near and self.values[name].source == ENV else (near or [""])[0]
        return self._written(name) + (f" (did you mean {meant}?)" if meant else "")


def variable(name: str) -> str:
    """The environment variable of an option."""
    return "KC_" + name.upper().replace("-", "_")


def collect(arguments: Arguments, environ: Mapping[str, str], config_file: str = "") -> Configuration:
    """What was given on the command line, in the environment and in the configuration file. Raises SettingsError."""
    values: dict[str, Value] = {}
    path = _configuration_file(arguments.config_file or config_file, environ)
    if path is not None:
        from emulator.configuration import conf_file

        try:
            values = {name: Value(text, path.name) for name, text in conf_file.read(path, environ).items() if text}
        except OSError as error:
            raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    for key, text in environ.items():
        if key.startswith("KC_") and text:
            name = key[3:].lower().replace("_", "-")
            if name not in _OF_THE_SCRIPT and key != IMPORTED:
                values[name] = Value(text, ENV)
    values |= {name: Value(text, CLI) for name, text in arguments.options.items()}
    configuration = Configuration(values)
    if arguments.repeated:
        configuration.warnings.append(f"Duplicated options present in CLI: {', '.join(arguments.repeated)}")
    if arguments.java:
        configuration.warnings.append(f"Options of the Java VM, without effect in the emulator: {', '.join(arguments.java)}")
    old = legacy.variables(environ, values, configuration.warnings)
    configuration.values |= {name: Value(text, ENV) for name, text in old.items()}
    return configuration


def _configuration_file(asked: str, environ: Mapping[str, str]) -> Path | None:
    asked = asked or environ.get("KC_CONFIG_FILE", "")
    if not asked:
        from emulator.configuration.settings import HOMES

        usual = (Path(home, "conf", "keycloak.conf") for home in HOMES)
        return next((path for path in usual if path.is_file()), None)
    path = Path(asked)
    if path.suffix != ".conf":
        raise SettingsError(f"Configuration file specified via '--config-file' or '-cf' must have the '.conf' extension.{_SEE}")
    if not path.is_file():
        raise SettingsError(f"File specified via '--config-file' or '-cf' option does not exist.{_SEE}")
    return path
