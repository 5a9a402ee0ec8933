"""``kcadm.sh new-object``: puts a JSON object together and prints it; no server is asked."""

from __future__ import annotations

from kcadm import _attributes, _json, _output, _request
from kcadm._options import GLOBAL, Option, Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Prints the object; the exit code."""
    changes = [_attributes.setting(text) for text in parsed.all("set")]
    file = parsed.value("file")
    text, document = ("{}", {}) if file is None else _request.read_document(file)
    if changes:
        document = _attributes.apply(document, changes)
        text = _json.compact(document)
    if parsed.flag("compressed"):
        _output.raw(text)
    else:
        _output.document(_json.pretty(document))
    return 0


SUBCOMMAND = Subcommand(
    "new-object",
    run,
    usage=("new-object [ARGUMENTS]",),
    summary="put a JSON object together and print it, without a server",
    options=(
        Option(("-s", "--set"), "NAME=VALUE", "set a member: a.b=c, list[0]=c, list+=c; VALUE may be JSON", many=True),
        Option(("-f", "--file"), "FILE", "begin with the object in a file, - for standard input"),
        Option(("-c", "--compressed"), "", "print it without spaces, or as it is in the file"),
        *GLOBAL,
    ),
    needs=frozenset({"set", "file"}),
)
