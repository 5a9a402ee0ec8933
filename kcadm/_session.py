"""Who talks to which server: options and config file become a session, which has a fresh access token."""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from emulator.configuration.settings import environment
from emulator.core.clock import Clock
from kcadm import _config, _http
from kcadm._config import Config, File, Memory
from kcadm._errors import CALLED, KcadmError, NotHere, UsageError
from kcadm._options import Parsed

DEFAULT_CLIENT = "admin-cli"
_SPARE_MILLIS = 5_000
"""A token that ends sooner than that is not used any more."""
_NEVER = 2**63 - 1
_LOGIN_OPTIONS = ("user", "password", "secret", "keystore", "keypass", "storepass", "alias")
_KEYSTORE_OPTIONS = ("keystore", "keypass", "storepass", "alias")
_EXPIRED = f"Session has expired. Login again with '{CALLED} config credentials'"


class Session:
    """A server, the realm to work on, and what to say who is asking. Requests go through ``connection``."""

    def __init__(self, server: str, realm: str | None, authorization: str | None, connection: _http.Connection) -> None:
        self.server = server
        self.realm = realm
        self.authorization = authorization
        self.connection = connection

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say who is asking; none if nobody is logged in."""
        return {} if self.authorization is None else {"Authorization": self.authorization}


def storage(parsed: Parsed) -> File | Memory:
    """Where this command's config is; raises UsageError for options that exclude each other."""
    named = parsed.value("config")
    if not parsed.flag("no-config"):
        return File(Path(named) if named is not None else _config.default_path(environment()))
    if named is not None:
        raise UsageError("Options --config and --no-config are mutually exclusive")
    for name, missing in (("server", "endpoint"), ("realm", "realm")):
        if parsed.value(name) is None:
            raise KcadmError(f"Illegal state - no current {missing} in config data")
    return Memory({})


def start(parsed: Parsed) -> Session:
    """The session that the options and the config file describe, logged in or with its token refreshed.

    Raises KcadmError when there is none, when it has ended, and when the server refuses; UsageError for options that do not fit.
    """
    refuse_keystores(parsed)
    store = storage(parsed)
    config = _named(parsed, store.load())
    connection = connect(parsed, config)
    token: str | None
    if (external := parsed.value("token")) is not None:
        token = external
    elif any(parsed.value(name) is not None for name in _LOGIN_OPTIONS):
        token = login(parsed, config, connection)["token"]
    else:
        token = _kept_token(config, store, connection)
    authorization = None if token is None else f"Bearer {token}"
    return Session(config["serverUrl"], parsed.value("target-realm") or config.get("realm"), authorization, connection)


def login(parsed: Parsed, config: Config, connection: _http.Connection) -> Config:
    """Logs in with the options' user, or as the client itself, and returns what the config file keeps of it.

    ``config`` has server and realm. Says on standard error who logs in where; raises KcadmError with the server's refusal.
    """
    server, realm = config["serverUrl"], config["realm"]
    user, secret = parsed.value("user"), parsed.value("secret")
    client = parsed.value("client") or DEFAULT_CLIENT
    who = f"user {user}" if user is not None else f"service-account-{client}"
    sys.stderr.write(f"Logging into {server} as {who} of realm {realm}\n")
    form: dict[str, str] = {"grant_type": "client_credentials"}
    if user is not None:
        password = secret_of(parsed.value("password"), "KC_CLI_PASSWORD", "password")
        form = {"grant_type": "password", "username": user, "password": password, "client_id": client}
        if secret == "-":
            secret = ask("client secret")
    elif secret is None:
        secret = secret_of(None, "KC_CLI_CLIENT_SECRET", "client secret")
    headers = {} if secret is None else _basic(client, secret)
    now = Clock().millis()
    answer = _tokens(connection, config, form, headers)
    return {
        "clientId": client,
        "token": answer["access_token"],
        "refreshToken": answer.get("refresh_token"),
        "signingToken": None,
        "secret": secret,
        "grantTypeForAuthentication": form["grant_type"],
        **_lifetimes(answer, now),
        "sigExpiresAt": None,
    }


def secret_of(given: str | None, variable: str, what: str) -> str:
    """A secret that was given, or is in the environment, or is asked for; raises KcadmError without a terminal to ask at."""
    if given is not None:
        return given
    found = environment().get(variable)
    return found if found is not None else ask(what)


def ask(what: str) -> str:
    """What somebody types at the terminal, unseen; raises KcadmError if there is no terminal."""
    if not sys.stdin.isatty():
        raise KcadmError(f"Console is not active, but {what} is required")
    from getpass import getpass

    try:
        return getpass(f"Enter {what}: ")
    except EOFError:
        raise KcadmError(f"Console is not active, but {what} is required") from None


def refuse_keystores(parsed: Parsed) -> None:
    """Raises NotHere for options of a Java keystore."""
    given = next((name for name in _KEYSTORE_OPTIONS if parsed.value(name) is not None), None)
    if given is not None:
        raise NotHere(f"--{given} is not supported: Java keystores cannot be read here; log in with --secret or --user")


def _named(parsed: Parsed, config: Config) -> Config:
    """A copy of a config with server and realm of the options; raises KcadmError where one of them is missing."""
    named = {**config}
    for option, name in (("server", "serverUrl"), ("realm", "realm")):
        if (value := parsed.value(option)) is not None:
            named[name] = value
    if not isinstance(named.get("serverUrl"), str):
        raise KcadmError(f"No server specified. Use --server, or '{CALLED} config credentials'.")
    if not isinstance(named.get("realm"), str) and parsed.value("token") is None:
        raise KcadmError(f"No realm or token specified. Use --realm, --token, or '{CALLED} config credentials'.")
    return named


def connect(parsed: Parsed, config: Mapping[str, Any]) -> _http.Connection:
    """A connection with the certificates that the options or the config name."""
    if not config["serverUrl"].startswith("https:"):
        return _http.Connection()
    kept = config.get("truststore")
    trusted = parsed.value("truststore") or (kept if isinstance(kept, str) else None)
    return _http.Connection(trusted, insecure=parsed.flag("insecure"))


def _kept_token(config: Config, store: File | Memory, connection: _http.Connection) -> str | None:
    """The access token of the config's session, refreshed if it is about to end; None if nobody is logged in."""
    session = _config.session(config)
    if session is None or not _usable(session):
        return None
    now = Clock().millis()
    if _whole(session, "expiresAt") - now >= _SPARE_MILLIS:
        token: str = session["token"]
        return token
    for name in ("refreshExpiresAt", "sigExpiresAt"):
        if session.get(name) is not None and _whole(session, name) - now < _SPARE_MILLIS:
            raise KcadmError(_EXPIRED)
    try:
        answer = _refreshed(config, session, connection)
    except KcadmError as error:
        raise KcadmError(f"Failed to refresh access token - {error}") from error
    news = {"token": answer["access_token"], "refreshToken": answer.get("refresh_token"), **_lifetimes(answer, now)}

    def change(kept: Config) -> None:
        kept.setdefault("serverUrl", config["serverUrl"])
        kept.setdefault("realm", config["realm"])
        _config.open_session({**kept, "serverUrl": config["serverUrl"], "realm": config["realm"]}).update(news)

    store.save(change)
    fresh: str = answer["access_token"]
    return fresh


def _usable(session: Config) -> bool:
    if not isinstance(session.get("token"), str):
        return False
    return isinstance(session.get("refreshToken"), str) or session.get("grantTypeForAuthentication") == "client_credentials"


def _refreshed(config: Config, session: Config, connection: _http.Connection) -> dict[str, Any]:
    client = str(session.get("clientId") or DEFAULT_CLIENT)
    form = {"grant_type": "client_credentials", "client_id": client}
    if session.get("refreshToken") is not None:
        form = {"grant_type": "refresh_token", "refresh_token": str(session["refreshToken"]), "client_id": client}
    headers: dict[str, str] = {}
    if session.get("signingToken") is not None:
        form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        form["client_assertion"] = str(session["signingToken"])
    elif session.get("secret") is not None:
        headers = _basic(client, str(session["secret"]))
    return _tokens(connection, config, form, headers)


def _tokens(connection: _http.Connection, config: Config, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    url = f"{config['serverUrl'].rstrip('/')}/realms/{config['realm']}/protocol/openid-connect/token"
    answer = connection.form(url, form, headers)
    if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
        raise KcadmError(f"There is no access token in the answer of {url}")
    return answer


def _lifetimes(answer: Mapping[str, Any], now: int) -> dict[str, int]:
    """When the tokens of an answer end, in epoch milliseconds."""
    times = {"expiresAt": now + _whole(answer, "expires_in") * 1000}
    if answer.get("refresh_token") is not None:
        seconds = _whole(answer, "refresh_expires_in")
        times["refreshExpiresAt"] = now + seconds * 1000 if seconds else _NEVER
    return times


def _whole(document: Mapping[str, Any], name: str) -> int:
    """A member that is a whole number; 0 if it is not there, or is something else."""
    value = document.get(name)
    return value if isinstance(value, int) else 0


def _basic(client: str, secret: str) -> dict[str, str]:
    """The header of RFC 6749 section 2.3.1: both are form-encoded first."""
    text = f"{quote_plus(client)}:{quote_plus(secret)}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}
