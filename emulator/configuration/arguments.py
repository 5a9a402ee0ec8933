"""A server command's arguments, read as ``kc.sh`` reads them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import field

from emulator.configuration.known import Known, Table
from emulator.configuration.options import OPTIONS, Option, spelled_out
from emulator.core.dataclass import dataclass

FLAGS = {
    "-h": "help", "--help": "help", "--help-all": "help-all", "-v": "verbose", "--verbose": "verbose",
    "--optimized": "optimized", "--import-realm": "import-realm", "--watch": "watch", "--no-prompt": "no-prompt",
}  # fmt: skip
CONFIG_FILE = ("-cf", "--config-file")
AVAILABILITY = "Specify '--help-all' to obtain information on all options and their availability."
COMMAND_SECTIONS = {"Export": "export", "Import": "import"}


class ArgumentError(ValueError):
    """Arguments that mean nothing; the message in Keycloak's words.

    Options like ``typed`` are suggested below it, ``after`` goes below the line that says where to find help; ``bare`` leaves that out.
    """

    def __init__(self, message: str, typed: str = "", bare: bool = False, after: str = "") -> None:
        self.typed = typed
        self.after = after
        self.bare = bare
        super().__init__(message)


@dataclass
class Arguments:
    """What was typed: options by name, flags, what is for the Java VM, and the rest, which are realms.

    ``words`` are the options as they were typed. ``refused`` is what is wrong with the first argument that means nothing, which comes
    behind the options called ``before``.
    """

    options: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    refused: ArgumentError | None = None
    flags: set[str] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    java: list[str] = field(default_factory=list)
    config_file: str = ""


def read(command: str, argv: Sequence[str], table: Callable[[], Table], flags: Collection[str], own: Collection[str] = ()) -> Arguments:
    """The arguments of ``command``, which takes ``flags`` and, beside the server's options, those called ``own``.

    Raises ArgumentError for a value that is missing.

    ``table`` is asked only for what the emulator itself does not know.
    """
    options = {option.name: option for option in OPTIONS}
    arguments = Arguments()
    words = deque(argv)
    while words:
        word = words.popleft()
        if FLAGS.get(word) in flags:
            arguments.flags.add(FLAGS[word])
        elif word in CONFIG_FILE or word.startswith("--config-file="):
            arguments.config_file = word.partition("=")[2] or (words.popleft() if words else "")
        elif word.startswith("-D") or word == "--debug":
            arguments.java.append(word)
            if word == "--debug" and words and words[0][:1] in "[0123456789":
                words.popleft()
        elif not word.startswith("-") or word == "-":
            arguments.rest.append(word)
        else:
            name, equals, value = word.partition("=")
            bare = name.removeprefix("--")
            option = options.get(spelled_out(bare)) if name.startswith("--") else None
            wrong = None if option is not None or bare in own else _wrong(command, name, word, table(), own)
            if wrong is not None:
                if arguments.refused is None:
                    arguments.refused, arguments.before = wrong, tuple(arguments.options)
                continue
            if not equals:
                value = _value(bare, option, words, table)
            if not value:
                raise ArgumentError(f"Invalid empty value for option '--{bare}'", bare=True)
            if bare in arguments.options:
                arguments.repeated.append(f"--{bare}")
            arguments.options[bare] = value
            arguments.words.setdefault(bare, word)
    return arguments


def _wrong(command: str, name: str, word: str, table: Table, own: Collection[str]) -> ArgumentError | None:
    known = table.find(name[2:]) if name.startswith("--") else None
    if known is None:
        return ArgumentError(f"Unknown option: '{name}'", word if name.startswith("--") else "")
    if known.section in COMMAND_SECTIONS and known.name not in own:
        return ArgumentError(f"Disabled option: '{name}'", after=AVAILABILITY)
    return None


def _value(name: str, option: Option | None, words: deque[str], table: Callable[[], Table]) -> str:
    """The value that follows an option; one that is true or false may go without, and is true then."""
    known = None if option is not None else table().find(name)
    flag = option.flag if option is not None else known is not None and known.boolean
    if flag and (not words or words[0].lower() not in ("true", "false")):
        return "true"
    if not words:
        raise _missing(name, table().find(name))
    return words.popleft()


def _missing(name: str, known: Known | None) -> ArgumentError:
    if known is None or known.section == "SPI":
        return ArgumentError(f"ERROR: spi argument --{name} requires a value.", bare=True)
    expected = "one or more comma separated values without whitespace" if known.list else "a single value"
    values = f" Expected values are: {', '.join(known.values)}" if known.values else ""
    return ArgumentError(f"Option '--{name}' ({known.label}) expects {expected}.{values}")
