"""The account console: a few pages for the user who is logged in by the realm's own session, or Keycloak's where the server has it.

What needs a password or a new credential goes through the login pages, as Keycloak's own console does it (``kc_action``). Forms that
change something carry the session's state checker, which only pages of this realm know.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from emulator.account import _applications, _keycloak_console, _linked_accounts, _sessions, _unmatched, api_token_page, profile
from emulator.account.access import METHODS, require_account, wants_json
from emulator.broker.openid_requests import challenge
from emulator.browser import cookies
from emulator.core.errors import AdminError, PageError
from emulator.login import profile_form, session_end
from emulator.login.attempt import Form
from emulator.login.profile import Kind, Profile, stored
from emulator.pages import account as pages
from emulator.protocol import ciba_requests
from emulator.realm.api_tokens import are_enabled
from emulator.realm.texts import Text
from emulator.realm.views import User
from emulator.state import roles
from emulator.state.browser import BackchannelRequest
from emulator.state.records import UserSession
from emulator.tokens.api_tokens.new import Invalid
from emulator.web.call import Call
from emulator.web.response import Response, redirect
from emulator.web.routing import Route

_CLIENT = "account-console"
_ACCOUNT = "account"
_REQUESTS = "requests"
_FORMER = "index.html"
_NO_ATTRIBUTES = ("stateChecker",)
_PAGES = {
    "": "profile",
    "account-security/signing-in": "security",
    api_token_page.PATH: api_token_page.NAME,
    "account-security/device-activity": "sessions",
    "account-security/linked-accounts": "linked",
    "applications": "applications",
    _REQUESTS: "requests",
}
_ACTIONS = ("UPDATE_PASSWORD", "CONFIGURE_TOTP", "delete_account", "UPDATE_EMAIL")


def root(call: Call) -> Response:
    """The profile, as data or as a page."""
    return profile.read(call) if wants_json(call) else show(call)


def show(call: Call) -> Response:
    """A page of the console, which leads to the login pages where nobody is logged in. An unknown page is the first one."""
    require_account(call)
    _unmatched.refuse(call, _path(call).split("/"))
    path = _path(call)
    if path == _FORMER:
        query = call.request.scope["query_string"].decode("latin-1")
        return redirect(f"{call.context.issuer}/account/{_FORMER}/../{'?' + query if query else ''}")
    if _keycloak_console.is_there(call) and not _is_ours(call, path):
        return _keycloak_console.page(call)
    session = cookies.identity(call)
    if call.query.get("action") in _ACTIONS or call.query.get("link"):
        return redirect(_login_url(call, path))
    if session is None:
        cookies.forget_identity(call)
        return pages.entrance(call, _login_url(call, path), _keycloak_console.environment(call, None))
    if "code" in call.query or "error" in call.query:
        return redirect(_url(call, path, call.query.get("kc_action_status")))
    cookies.add_identity(call, session)
    known = path in _PAGES and (path != api_token_page.PATH or are_enabled(call.context.realm))
    return _page(call, session, path if known else "")


def _is_ours(call: Call, path: str) -> bool:
    """Whether it is a page for what Keycloak's own console does not know."""
    return path == _REQUESTS or (path == api_token_page.PATH and are_enabled(call.context.realm))


def _path(call: Call) -> str:
    """The page that is asked for."""
    return "/".join(call.path.strip("/").split("/")[3:])


def _url(call: Call, path: str, status: str | None = None) -> str:
    return f"{call.context.issuer}/account/{path}{'?' + urlencode({'status': status}) if status else ''}"


def _login_url(call: Call, path: str) -> str:
    """An authorization request of the realm's own console, perhaps with an action for the user."""
    client = call.tables.client(_CLIENT)
    if client is None or not client.enabled:
        raise PageError(Text("clientNotFoundMessage"), reason=f"the realm has no enabled client '{_CLIENT}'")
    ids = call.context.ids
    query = {
        "client_id": _CLIENT, "redirect_uri": _url(call, path), "response_type": "code", "scope": "openid", "state": ids.uuid(),
        "code_challenge": challenge(ids.secret(64)), "code_challenge_method": "S256",
    }  # fmt: skip
    action, link = call.query.get("action"), call.query.get("link")
    if link:
        query["kc_action"] = f"idp_link:{link}"
    elif action:
        query["kc_action"] = action
    return f"{call.context.issuer}/protocol/openid-connect/auth?{urlencode(query)}"


def _page(
    call: Call,
    session: UserSession,
    path: str,
    errors: dict[str, str] | None = None,
    form: Form | None = None,
    message: tuple[str, str] | None = None,
    **more: Any,
) -> Response:
    user, context = _user(call, session), call.context
    values = profile_form.posted(form, skipped=_NO_ATTRIBUTES) if form is not None else {}
    shown = {
        "user": user,
        "may": _held(call, user),
        "fields": profile_form.fields(Profile(call.tables, Kind.UPDATE_PROFILE, user), profile_form.refilled(stored(user), values)),
        "credentials": [credential for credential in user.credentials if credential.get("type") in ("password", "otp")],
        "sessions": [shown for _, shown in _sessions.shown(context, user.id, session.id)],
        "applications": _applications.shown(context, user),
        "linked": _linked_accounts.shown(call.tables, user),
        "requests": [_request(call, request) for request in ciba_requests.waiting(context, user.id)],
        "state_checker": checker(call, session),
        "current": _PAGES[path],
        "outcome": call.query.get("status") or "",
        api_token_page.NAME: api_token_page.shown(call, user) if are_enabled(call.context.realm) else None,
        **more,
    }
    return pages.render(call, _PAGES[path], shown, errors or {}, message)


def _request(call: Call, request: BackchannelRequest) -> dict[str, str]:
    client = call.tables.client_by_id(request.client_id)
    name = str(client.document.get("name") or client.client_id) if client is not None else ""
    return {"id": request.channel_id, "client": name, "message": request.binding_message, "scope": request.scope}


def _user(call: Call, session: UserSession) -> User:
    user = call.tables.user(session.user_id)
    if user is None or not user.enabled:
        raise PageError(Text("accountDisabledMessage"), reason="the session's user is not there or not enabled")
    return user


def _held(call: Call, user: User) -> frozenset[str]:
    """Names of the user's roles of the client ``account``."""
    client = call.tables.client(_ACCOUNT)
    found = [call.tables.role(identifier) for identifier in roles.of_user(call.tables, user)]
    return frozenset(
        role.name for role in found if role is not None and client is not None and role.document.get("containerId") == client.id
    )


def checker(call: Call, session: UserSession) -> str:
    """What forms of this session carry: applications know the session's id, but not the realm's key."""
    made = call.context.keys.active("HS512").sign(f"account {session.id}".encode())
    return made.hex()


def entered(call: Call) -> Response:
    """The console for who asks for no data; as observed it can only be read."""
    if call.method not in ("GET", "HEAD"):
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    return show(call)


def change(call: Call) -> Response:
    """What a form of the console posts; 405 for any other body at a page that Keycloak's has too."""
    require_account(call)
    path = _path(call)
    _unmatched.refuse(call, path.split("/"))
    if "stateChecker" not in call.form and not _is_ours(call, path):
        return entered(call)
    session = cookies.identity(call)
    if session is None:
        return redirect(_login_url(call, path))
    if not hmac.compare_digest(call.form.get("stateChecker") or "", checker(call, session)):
        raise PageError(Text("invalidRequestMessage"), 403, reason="the form has not the state checker of the session")
    user = _user(call, session)
    if path == _REQUESTS:
        return _answer(call, session, user)
    if not _held(call, user) & {"manage-account"}:
        raise PageError(Text("access-denied"), 403, reason=f"user '{user.username}' has not the role account.manage-account")
    handle = _FORMS.get(path)
    if handle is None:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    return handle(call, session, user)


def _save(call: Call, session: UserSession, user: User) -> Response:
    form = Form(call.form)
    values, at_form = profile_form.posted(form, skipped=_NO_ATTRIBUTES), Profile(call.tables, Kind.UPDATE_PROFILE, user)
    faults = at_form.faults(values)
    if faults:
        errors = profile_form.texts(faults, Kind.UPDATE_PROFILE)
        return _page(call, session, "", errors, form, ("error", "The profile was not saved."))
    call.tables.users.put(user.id, at_form.document(user.document, values))
    return redirect(_url(call, "", "saved"), 303)


def _security(call: Call, session: UserSession, user: User) -> Response:
    """Removes a credential, if it is not the password."""
    gone = call.form.get("remove")
    kept = [one for one in user.credentials if one.get("id") != gone or one.get("type") == "password"]
    call.tables.users.put(user.id, {**user.document, "credentials": kept})
    return redirect(_url(call, "account-security/signing-in", "removed"), 303)


def _sign_out(call: Call, session: UserSession, user: User) -> Response:
    """Ends one session, or all but this one."""
    wanted = call.form.get("session")
    for one in _sessions.active(call.context, user.id):
        if one.id == wanted or (not wanted and one.id != session.id):
            session_end.end(call.context, one)
    return redirect(_url(call, "account-security/device-activity", "signed-out"), 303)


def _api_tokens(call: Call, session: UserSession, user: User) -> Response:
    """Ends a token, or makes one and shows it, this once."""
    if not are_enabled(call.context.realm):
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    if "revoke" in call.form:
        api_token_page.revoke(call, session, user)
        return redirect(_url(call, api_token_page.PATH, "token-revoked"), 303)
    try:
        text = api_token_page.create(call, session, user)
    except Invalid as error:
        message = ("error", "The token was not made." if error.field else str(error))
        return _page(call, session, api_token_page.PATH, {error.field: str(error)}, None, message, **api_token_page.chosen(call))
    return _page(call, session, api_token_page.PATH, message=("success", "The token was made. Copy it now."), new_token=text)


def _revoke(call: Call, session: UserSession, user: User) -> Response:
    """Takes back what the user has consented to."""
    others = [one for one in user.consents if one.get("clientId") != call.form.get("client")]
    call.tables.users.put(user.id, {**user.document, "clientConsents": others})
    return redirect(_url(call, "applications", "revoked"), 303)


def _unlink(call: Call, session: UserSession, user: User) -> Response:
    """Ends a link to an identity provider."""
    _linked_accounts.end(call.tables, user, call.form.get("provider") or "")
    return redirect(_url(call, "account-security/linked-accounts", "unlinked"), 303)


def _answer(call: Call, session: UserSession, user: User) -> Response:
    """Lets a client in that asked for the user, or not."""
    for one in ciba_requests.waiting(call.context, user.id):
        if one.channel_id == call.form.get("request"):
            ciba_requests.answer(call.context, one, "SUCCEED" if "approve" in call.form else "UNAUTHORIZED")
    return redirect(_url(call, _REQUESTS, "answered"), 303)


_FORMS: dict[str, Callable[[Call, UserSession, User], Response]] = {
    "": _save,
    "account-security/signing-in": _security,
    api_token_page.PATH: _api_tokens,
    "account-security/device-activity": _sign_out,
    "applications": _revoke,
    "account-security/linked-accounts": _unlink,
}


def post_root(call: Call) -> Response:
    """The profile, as data or from the form."""
    return profile.update(call) if wants_json(call) else change(call)


ROUTES = [
    Route("GET", "/realms/{realm}/account", root, preflight=METHODS),
    Route("POST", "/realms/{realm}/account", post_root, preflight=METHODS),
    Route("GET", "/realms/{realm}/account/{page:path}", show, preflight=METHODS),
    Route("POST", "/realms/{realm}/account/applications", change),
    Route("POST", "/realms/{realm}/account/{page:path}", change),
]
