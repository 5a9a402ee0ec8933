"""How a link that was sent by mail comes in: its token is read and checked, and the login that it belongs to is found or begun.

What is refused here has events as observed: of the type EXECUTE_ACTION_TOKEN before it is known what the token is for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import urlencode

from emulator.browser import login_events, tabs
from emulator.browser.tabs import Tab
from emulator.context import events
from emulator.core.errors import PageError
from emulator.keys import jws, typed
from emulator.login import action_token, invitations
from emulator.login.attempt import END, Attempt
from emulator.pages import detached
from emulator.realm.texts import Text
from emulator.realm.views import Client, User
from emulator.tokens import verify
from emulator.web.call import Call

_FAILED = Text("invalidCodeMessage")
_EXPIRED = Text("expiredActionTokenNoSessionMessage")
_USED = Text("expiredActionMessage")
EVENTS = {
    action_token.VERIFY_EMAIL: "VERIFY_EMAIL",
    action_token.RESET_CREDENTIALS: "RESET_PASSWORD",
    action_token.EXECUTE_ACTIONS: "EXECUTE_ACTIONS",
    action_token.UPDATE_EMAIL: "EXECUTE_ACTIONS",
    action_token.LINK_PROVIDER: "IDENTITY_PROVIDER_LINK_ACCOUNT",
    invitations.TYPE: "INVITE_ORG",
}
"""The type of the events of each kind of token."""
_STALE = (Text("staleEmailVerificationLink"), "invalid_token")
_OF_OTHERS = (_FAILED, "not_allowed")
_OF_KINDS = {
    action_token.VERIFY_EMAIL: _STALE,
    action_token.UPDATE_EMAIL: _STALE,
    action_token.RESET_CREDENTIALS: (Text("resetCredentialNotAllowedMessage"), "not_allowed"),
    action_token.LINK_PROVIDER: (Text("staleCodeMessage"), "invalid_token"),
    invitations.TYPE: (Text("staleInviteOrgLink"), "invalid_token"),
}
_UUID = re.compile(r"[0-9a-fA-F]{1,8}(?:-[0-9a-fA-F]{1,4}){3}-[0-9a-fA-F]{1,12}")


class Expired(Exception):
    """The token has expired, and this browser still has the login that it was made in."""

    def __init__(self, tab: Tab) -> None:
        super().__init__("the action token has expired")
        self.tab = tab


def read(call: Call) -> tuple[verify.Verified, User, Client]:
    """The token in the link, its user and its client; raises PageError, and Expired."""
    text = call.query.get("key") or ""
    if not text:
        _refuse(call, {}, Text("invalidRequestMessage"), "not_allowed", "invalidRequestMessage", "the link has no key")
    token = _taken_apart(call, text)
    claims = token.claims
    if claims.get("typ") not in EVENTS:
        why = f"there is no handler for tokens of the type '{claims.get('typ')}'"
        said = "Action token operation not set" if claims.get("typ") is None else "Invalid action token operation"
        _refuse(call, claims, _FAILED, "invalid_code", said, why)
    if token.algorithm == "none":
        _refuse(call, claims, Text("invalidRequestMessage"), "invalid_signature", "invalidRequestMessage", "the token is not signed")
    try:
        verify.signed(call.context, text)
    except verify.NotValid as error:
        _refuse(call, claims, *_usual(claims), error.said, str(error))
    verified = verify.Verified(claims)
    # As observed, a token that names no client is one of the account's.
    client = call.tables.client("account" if claims.get("azp") is None else verified.text("azp"))
    _check_time(call, verified, client)
    if verified.text("iss") != call.context.issuer:
        said = f"Invalid token issuer. Expected '{call.context.issuer}'"
        _refuse(call, claims, *_usual(claims), said, "it is not an action token of this realm")
    if not verified.text("nonce"):
        _refuse(call, claims, *_usual(claims), "Nonce not present.", "the token has no nonce")
    if isinstance(claims.get("asid"), dict | list):
        refuse_unreadable(call, verified)
    user = _user(call, verified, client)
    if client is None or not client.enabled:
        text_of = _FAILED if client is None else Text("loginRequesterNotEnabledMessage")
        why = f"the token's client '{verified.text('azp')}' is not there or not enabled"
        refuse_known(call, verified, client, user, text_of, "client_not_found", why)
    return verified, user, client


def _taken_apart(call: Call, text: str) -> jws.Jws:
    """The token with members of their types; raises PageError."""
    try:
        token = typed.with_header(jws.decode(text))
    except jws.InvalidToken as error:
        _refuse(call, {}, _FAILED, "invalid_code", "Failed to parse JWT", str(error))
    try:
        token = typed.decode(text)
        nonce = token.claims.get("nonce")
        if nonce not in (None, "") and not (isinstance(nonce, str) and _UUID.fullmatch(nonce)):
            raise jws.InvalidToken("the nonce is no UUID")
    except jws.InvalidToken as error:
        _refuse(call, {}, _FAILED, "invalid_code", "Failed to read access token from JWT", str(error))
    return token


def _usual(claims: Mapping[str, Any]) -> tuple[Text, str]:
    """What a page and an event say of a token of this kind that does not hold."""
    text, error = _OF_KINDS.get(str(claims.get("typ")), _OF_OTHERS)
    return text, error


def _check_time(call: Call, token: verify.Verified, client: Client | None) -> None:
    expires, begins, now = token.claims.get("exp"), token.claims.get("nbf"), call.context.clock.seconds()
    late = now - expires if expires else 0
    if late <= 0 and not (begins and begins > now):
        return
    own = own_tab(call, token, client) if client is not None else None
    if own is not None:
        _tell(call, token.claims, "expired_code", None)
        raise Expired(own)
    _refuse(call, token.claims, _EXPIRED, "expired_code", "Token is not active", f"the action token is {late} s too late, or too early")


def _user(call: Call, token: verify.Verified, client: Client | None) -> User:
    user = call.tables.user(token.text("sub"))
    if user is None:
        refuse_known(call, token, client, None, Text("invalidUserMessage"), "user_not_found", "the token's user is not there")
    if not user.enabled:
        refuse_known(call, token, client, user, Text("accountDisabledMessage"), "user_disabled", f"user '{user.username}' is not enabled")
    return user


def _refuse(call: Call, claims: Mapping[str, Any], text: Text, error: str, said: str, reason: str) -> NoReturn:
    _tell(call, claims, error, said)
    raise PageError(text, reason=reason)


def _tell(call: Call, claims: Mapping[str, Any], error: str, said: str | None) -> None:
    named = {name: str(claims[claim]) for name, claim in (("token_id", "jti"), ("action", "typ")) if claim in claims}
    user = call.tables.user(str(claims.get("sub") or ""))
    events.record(call.context, "EXECUTE_ACTION_TOKEN", "", user, error=error, details={"reason": said, **named})


def refuse_unreadable(call: Call, token: verify.Verified) -> NoReturn:
    """Raises PageError for a token with members of other types than its kind has."""
    _refuse(call, token.claims, *_usual(token.claims), "Failed to read access token from JWT", "a member is of another type")


def refuse_known(
    call: Call, token: verify.Verified, client: Client | None, user: User | None, text: Text, error: str, reason: str
) -> NoReturn:  # fmt: skip
    """Raises PageError for a token whose signature holds, once its event is told."""
    if client is not None:
        record(call, client, user, EVENTS[token.text("typ")], error, {"reason": text.key, "user": token.text("sub"), **told(token)})
    raise PageError(text, reason=reason)


def told(token: verify.Verified) -> dict[str, str | None]:
    """What events say of a token, and of nobody's name."""
    return {"action": token.text("typ"), "token_id": token.text("jti"), "username": None}


def own_tab(call: Call, token: verify.Verified, client: Client) -> Tab | None:
    """The login that the token was made in, when this browser has it."""
    parts = token.text("asid").split(".")
    tab = tabs.find_by_id(call, client, parts[1]) if len(parts) == 3 else None
    return tab if tab is not None and tab.session.root == parts[0] else None


def origin(call: Call, token: verify.Verified, client: Client) -> Tab | None:
    """The login that sent the message, in another browser."""
    parts = token.text("oasid").split(".")
    session = call.tables.authentication_sessions.get(parts[1]) if len(parts) == 3 else None
    return Tab(call, client, session) if session is not None and session.root == parts[0] else None


def fresh(call: Call, client: Client, user: User | None, redirect_uri: str = "") -> Attempt:
    """A login of the token's user that ends when its actions are done."""
    target = redirect_uri or detached.home(call, client) or f"{call.context.issuer}/account/"
    tab = tabs.begin(call, client, {"redirect_uri": target, "response_type": "code"}, target)
    tab.session = replace(tab.session, user_id=user.id if user is not None else "")
    attempt = tab.attempt()
    attempt.set_note(END, redirect_uri or "none")
    return attempt


def again(tab: Tab, user: User, kind: str, *, identifier: str = "", **claims: Any) -> str:
    """A link of the same kind that belongs to this browser; with the ``identifier`` of another one it is used up with that."""
    context = tab.call.context
    seconds = action_token.lifespan(context, kind)
    text = action_token.make(context, kind, user, tab.client, seconds, session=tab.session, identifier=identifier, **claims)
    return f"{context.issuer}/login-actions/action-token?{urlencode({'key': text, **tab.query()})}"


def record(call: Call, client: Client, user: User | None, kind: str, error: str, details: Mapping[str, str | None]) -> None:
    """Stores the event of a link that no login belongs to."""
    attempt = fresh(call, client, user)
    attempt.session = replace(attempt.session, acting=True)
    login_events.record(call, attempt, kind, error, **dict(details))


def check_address(call: Call, token: verify.Verified, user: User, client: Client) -> None:
    """Raises PageError for a token that was sent to another address than the user has now."""
    address = token.claims.get("eml")
    if address is not None and address != user.email:
        why = f"the token was sent to '{address}'"
        refuse_known(call, token, client, user, Text("invalidEmailMessage"), "invalid_email", why)


def check_unused(call: Call, token: verify.Verified, user: User, client: Client) -> None:
    """Raises PageError for a token that was used up."""
    if action_token.is_spent(call.context, token.text("jti")):
        record(call, client, user, EVENTS[token.text("typ")], "expired_code", {"reason": _USED.key, **told(token)})
        raise PageError(_USED, reason="the link was used before", client_id=client.client_id)
