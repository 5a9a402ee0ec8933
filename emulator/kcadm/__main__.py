"""``python -m emulator.kcadm`` is ``kcadm.sh``; a subcommand is the file of that name in this folder.

A subcommand has ``USAGE``, ``SUMMARY``, ``OPTIONS``, ``WORDS`` (how many arguments beside options it takes), ``needs`` (options of which
it needs one, or nothing to be told at all), and ``run(parsed)``, which returns the exit code.
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Sequence

from emulator.kcadm import _help, _options
from emulator.kcadm._errors import CALLED, FAILURE, USAGE, KcadmError, UsageError

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0, 1 when it failed, 2 when it was told nonsense."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    path: list[str] = []
    try:
        return _run(arguments, path)
    except KcadmError as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        if isinstance(error, UsageError):
            called = CALLED if path == ["help"] else f"{' '.join([CALLED, *path])}{'' if path == ['help'] else ' --help'}"
            sys.stderr.write(f"Try '{called}{' help' if path == ['help'] else ''}' for more information on the available options.\n")
        if "-x" in arguments:
            traceback.print_exc()
        return USAGE if isinstance(error, UsageError) else FAILURE
    except BrokenPipeError:
        # Whoever reads has heard enough; without this the interpreter complains about it when it ends.
        sys.stdout = None
        return FAILURE
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(arguments: list[str], path: list[str]) -> int:
    """Finds the subcommand, reads its options and runs it; ``path`` is filled with its name as it is found."""
    at = 0
    while at < len(arguments) and arguments[at] == "-x":
        at += 1
    if at < len(arguments) and arguments[at].startswith("-"):
        _help.refuse_version_2(arguments)
        _options.parse(_options.GLOBAL, arguments, at, words=0)
        return _help.print_overview()
    if at == len(arguments):
        _help.print_overview()
        return USAGE
    member = _help.find(arguments[at:], path)
    if member is None:
        raise UsageError(f"Unmatched argument at index {at}: '{arguments[at]}'")
    parsed = _options.parse(member.OPTIONS, arguments, at + len(path), member.WORDS)
    if parsed.flag("help"):
        return _help.print_about(member)
    if member.NEEDS and not parsed.words and not any(name in member.NEEDS for name, _ in parsed.given):
        _help.print_about(member)
        return USAGE
    code: int = member.run(parsed)
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
