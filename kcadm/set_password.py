"""``kcadm.sh set-password``: gives a user a new password."""

from __future__ import annotations

from urllib.parse import quote

from kcadm import _find, _json, _request, _session
from kcadm._errors import KcadmError, UsageError
from kcadm._options import CREDENTIALS, GLOBAL, SESSION, TARGET, Option, Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Sets it; the exit code. Raises UsageError without a user, KcadmError with what the server refuses."""
    name, user = parsed.value("username"), parsed.value("userid")
    if user is None and name is None:
        raise UsageError("No user specified. Use --username or --userid to specify user")
    if user is not None and name is not None:
        raise UsageError("Options --userid and --username are mutually exclusive")
    password = _session.secret_of(parsed.value("new-password"), "KC_CLI_PASSWORD", "password")
    session = _session.start(parsed)
    finder = _find.Finder(session, parsed.value("admin-root"))
    if name is not None:
        user = finder.user(name)
    credential = {"type": "password", "value": password, "temporary": parsed.flag("temporary")}
    url = finder.url(f"users/{quote(user or '', safe='')}/reset-password")
    headers = {**session.headers, "Content-Type": "application/json"}
    answer = _request.send(session, "PUT", url, headers, _json.compact(credential).encode())
    if answer.status // 100 != 2:
        raise KcadmError(answer.refusal())
    return 0


SUBCOMMAND = Subcommand(
    "set-password",
    run,
    usage=("set-password (--username USERNAME | --userid ID) [--new-password PASSWORD] [ARGUMENTS]",),
    summary="give a user a new password",
    options=(
        Option(("--username",), "USERNAME", "the user, by username"),
        Option(("--userid",), "ID", "the user, by id"),
        Option(("-p", "--new-password"), "PASSWORD", "the password; otherwise KC_CLI_PASSWORD, or it is asked for"),
        Option(("-t", "--temporary"), "", "the user has to change it at the next login"),
        *TARGET,
        *CREDENTIALS,
        *GLOBAL,
    ),
    needs=SESSION | {"username", "userid", "new-password"},
)
