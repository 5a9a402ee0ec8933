"""``python -m kcadm`` is ``kcadm.sh``; a subcommand is the file of that name in this folder."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from kcadm import _help, _options
from kcadm._errors import CALLED, FAILURE, USAGE, KcadmError, UsageError

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0, 1 when it failed, 2 when it was told nonsense."""
    # Bytes of an argument that are not UTF-8 could not be sent as JSON.
    arguments = [text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for text in (sys.argv[1:] if argv is None else argv)]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    path: list[str] = []
    try:
        return _run(arguments, path)
    except KcadmError as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        if isinstance(error, UsageError):
            hint = [CALLED, *path, *([] if path == ["help"] else ["--help"])]
            sys.stderr.write(f"Try '{' '.join(hint)}' for more information on the available options.\n")
        if "-x" in arguments:
            import traceback

            traceback.print_exc()
        return USAGE if isinstance(error, UsageError) else FAILURE
    except RecursionError:
        sys.stderr.write("A JSON document is nested too deep\n")
        return FAILURE
    except BrokenPipeError:
        # Whoever reads has heard enough; without this the interpreter complains about it when it ends.
        sys.stdout = None
        return FAILURE
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(arguments: list[str], path: list[str]) -> int:
    """Finds the subcommand, reads its options and runs it; ``path`` is filled with its name as it is found."""
    at, subcommand = 0, None
    while at < len(arguments) and (subcommand := _help.find(arguments[at:], path)) is None:
        at += 1
    _help.refuse_version_2(arguments[:at])
    unknown = [(index, argument) for index, argument in enumerate(arguments[:at]) if argument not in {"-x", "--help"}]
    if unknown:
        path.clear()
        raise UsageError(_options.complaint(unknown))
    asked = "--help" in arguments[:at]
    if subcommand is None:
        _help.print_overview()
        return 0 if asked else USAGE
    if asked:
        return _help.print_about(subcommand)
    parsed = _options.parse(subcommand.options, arguments, at + len(path), subcommand.words)
    if parsed.flag("help"):
        return _help.print_about(subcommand)
    if subcommand.needs and not parsed.words and not any(name in subcommand.needs for name, _ in parsed.given):
        _help.print_about(subcommand)
        return USAGE
    code = subcommand.run(parsed)
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
