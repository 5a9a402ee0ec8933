"""``kcadm.sh config truststore``: keeps in the config file which certificates are trusted."""

from __future__ import annotations

from pathlib import Path

from kcadm import _http, _session
from kcadm._config import Config
from kcadm._errors import KcadmError, UsageError
from kcadm._options import CREDENTIALS, GLOBAL, SESSION, Option, Parsed
from kcadm._subcommand import Subcommand

_UNSUPPORTED = ("server", "realm", "client", "user", "password", "secret", "truststore", "keystore", "keypass", "alias", "no-config")


def run(parsed: Parsed) -> int:
    """Keeps the file's name; the exit code. Raises KcadmError for a file that is not there, NotHere for one of Java's."""
    for name in _UNSUPPORTED:
        if parsed.value(name) is not None:
            raise UsageError(f"Unsupported option: --{name}")
    file = next(iter(parsed.words), None)
    password = parsed.value("trustpass")
    if parsed.flag("delete"):
        if file is not None:
            raise UsageError("Option --delete is mutually exclusive with specifying a TRUSTSTORE")
        if password is not None:
            raise UsageError("Options --trustpass and --delete are mutually exclusive")
    else:
        if file is None:
            raise UsageError("No truststore specified")
        if not Path(file).is_file():
            raise KcadmError(f"Truststore file not found: {file}")
        _http.check_truststore(file)
        password = _session.ask("truststore password") if password == "-" else password

    def change(config: Config) -> None:
        config.update(truststore=file, trustpass=password)

    _session.storage(parsed).save(change)
    return 0


SUBCOMMAND = Subcommand(
    "truststore",
    run,
    usage=("config truststore FILE [--trustpass PASSWORD] [ARGUMENTS]", "config truststore --delete [ARGUMENTS]"),
    summary="name a PEM file with the certificates that are trusted when a server is asked by https",
    options=(Option(("-d", "--delete"), "", "forget the file"), *CREDENTIALS, *GLOBAL),
    words=1,
    needs=SESSION | {"delete"},
)
