"""``kcadm.sh config credentials``: logs in, and keeps the tokens in the config file."""

from __future__ import annotations

from emulator.core.clock import Clock
from kcadm import _config, _http, _output, _session
from kcadm._config import Config
from kcadm._errors import UsageError
from kcadm._options import CREDENTIALS, GLOBAL, SESSION, Option, Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Logs in; the exit code. Raises UsageError when it is not said where, KcadmError when the server refuses."""
    if parsed.flag("no-config"):
        raise UsageError("Unsupported option: --no-config")
    store = _session.storage(parsed)
    if parsed.flag("status"):
        _output.line(_status(store.load()))
        return 0
    server, realm = parsed.value("server"), parsed.value("realm")
    if server is None:
        raise UsageError("Required option not specified: --server")
    _http.split(server)
    if realm is None:
        raise UsageError("Required option not specified: --realm")
    _session.refuse_keystores(parsed)
    news: Config = {}
    if any(parsed.value(name) is not None for name in ("user", "secret", "client")):
        config = {**store.load(), "serverUrl": server, "realm": realm}
        news = _session.login(parsed, config, _session.connect(parsed, config))

    def change(config: Config) -> None:
        config.update(serverUrl=server, realm=realm)
        if news:
            _config.open_session(config).update(news)

    store.save(change)
    return 0


def _status(config: Config) -> str:
    """Who has to refresh the access token first counts as not logged in, as with Keycloak's kcadm."""
    session = _config.session(config) or {}
    ends = session.get("expiresAt")
    left = ends - Clock().millis() if isinstance(ends, int) else 0
    if left <= 0:
        return "You are not logged in"
    where = f"server: {config['serverUrl']}, realm: {config['realm']}"
    return f"Logged in ({where}, expired: false, timeToExpiry: {left // 1000}s from now)"


SUBCOMMAND = Subcommand(
    "credentials",
    run,
    usage=(
        "config credentials --server URL --realm REALM --user USER [--password PASSWORD] [ARGUMENTS]",
        "config credentials --server URL --realm REALM --client CLIENT_ID [--secret SECRET] [ARGUMENTS]",
        "config credentials --status",
    ),
    summary="log in as a user or as a client, for the commands that follow",
    options=(*CREDENTIALS, Option(("--status",), "", "say whether somebody is logged in, and do nothing else"), *GLOBAL),
    needs=SESSION | {"status"},
)
