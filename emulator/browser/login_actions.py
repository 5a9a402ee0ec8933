"""What the pages of a login post to, and the links on them."""

from __future__ import annotations

from dataclasses import replace

from emulator.browser import action_tokens, cookies, detached_info, entry, flow_run, login_events, login_pages, tabs
from emulator.browser import login as browser_login
from emulator.browser.login_action_routes import routes
from emulator.context import events
from emulator.core.errors import PageError
from emulator.login import actions, consents, invitations, person, redirect_uris, session_end
from emulator.login.attempt import END, Attempt, Form
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.pages import detached
from emulator.realm import texts
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response

_RESET_FORBIDDEN = Text("resetCredentialNotAllowedMessage")
_RESET_DEFAULT = "account"


def authenticate(call: Call) -> Response:
    """The login page."""
    return _flow(call, "authenticate")


def registration(call: Call) -> Response:
    """The registration page, where the realm allows it."""
    return _flow(call, "registration")


def reset_credentials(call: Call) -> Response:
    """Forgotten password, where the realm allows it; as observed, a link to it begins a login where none is under way.

    What is posted with the key of a message is as the message's link.
    """
    if call.method == "POST" and call.query.get("key"):
        return action_tokens.follow(call)
    if call.method == "GET" and not call.query.get("session_code") and not call.query.get("client_data") and not _under_way(call):
        return _reset_at_once(call)
    return _flow(call, "reset-credentials")


def _under_way(call: Call) -> bool:
    client = call.tables.client(call.query.get("client_id") or "")
    return client is not None and tabs.find(call, client) is not None


def _reset_at_once(call: Call) -> Response:
    """The page for a forgotten password, which an application may link to; without a redirect URI the user ends here."""
    context = call.context
    if not context.realm.reset_password_allowed:
        events.record(context, "RESET_PASSWORD", "", error="not_allowed")
        raise PageError(_RESET_FORBIDDEN, linked=False)
    client_id, redirect_uri = call.query.get("client_id") or "", call.query.get("redirect_uri") or ""
    if redirect_uri and not client_id:
        raise PageError(Text("missingParameterMessage", "client_id"))
    client = call.tables.client(client_id or _RESET_DEFAULT)
    if client is None:
        raise PageError(Text("clientNotFoundMessage"), reason=f"there is no client '{client_id}'")
    if not client.enabled:
        raise PageError(Text("clientDisabledMessage"), reason=f"client '{client_id}' is not enabled")
    if redirect_uri:
        redirect_uri = redirect_uris.resolve(client, context, redirect_uri)
    elif not client_id:
        redirect_uri = f"{context.issuer}/account/"
    root = context.ids.session()
    cookies.add_auth_session(call, root)
    tab = tabs.begin(call, client, {"response_type": "code"}, redirect_uri, "reset-credentials", root=root)
    if not redirect_uri:
        tab.note(END, detached.home(call, client) or "none")
    attempt = tab.attempt()
    attempt.form = Form()
    outcome = flow_run.run(attempt)
    # As observed, what happens at once is told without the login that it happens in.
    attempt.events = [(kind, error, {**told, "code_id": None}) for kind, error, told in attempt.events]
    return browser_login.answer(call, attempt, outcome)


def first_broker_login(call: Call) -> Response:
    """The pages of a first login by an identity provider."""
    return _brokered(call, "first-broker-login")


def post_broker_login(call: Call) -> Response:
    """The pages after a login by an identity provider, where the provider has a flow for that."""
    return _brokered(call, "post-broker-login")


def _brokered(call: Call, path: str) -> Response:
    """As observed, a URL that leads elsewhere is told twice."""
    client = call.tables.client(call.query.get("client_id") or "")
    entered: tuple[Attempt, bool] | Response | None = None
    try:
        entered = entry.enter(call, path)
    finally:
        if not isinstance(entered, tuple):
            named = client.client_id if client is not None else ""
            events.record(call.context, login_events.BROKERED[path], named, error="Failed to verify login action")
    return entered if isinstance(entered, Response) else _run(call, path, *entered)


def required_action(call: Call) -> Response:
    """The page of a required action, or what it posts."""
    entered = entry.enter(call, entry.REQUIRED_ACTION)
    if isinstance(entered, Response):
        return entered
    attempt, is_action = entered
    alias = call.query.get("execution") or attempt.session.execution
    if not alias or alias != actions.next_alias(attempt):
        return browser_login.proceed(call, attempt)
    if not is_action and call.query.get("mode"):
        attempt.form = Form([("mode", call.query.get("mode") or "")])
    outcome: Outcome = actions.process(attempt, alias) if is_action else actions.show(attempt, alias)
    return _after(call, attempt, outcome)


def consent(call: Call) -> Response:
    """What the consent page posts: granted unless it says ``cancel``."""
    tab = entry.active(call)
    if isinstance(tab, Response):
        return tab
    if not tab.session.acting or call.form.get("session_code") not in (None, tab.session.code):
        return entry.expired(tab)
    if entry.is_late(tab):
        return entry.begun_anew(tab)
    tab.touch()
    tab.renew_code()
    attempt = tab.attempt()
    if "cancel" in call.form:
        return browser_login.answer(call, attempt, Refused("access_denied"))
    consents.grant(attempt)
    return browser_login.end(call, attempt)


def restart(call: Call) -> Response:
    """Begins the login of this tab anew; the session of a user who logs in once more ends with all tabs, unless the link spares it."""
    tab = entry.login_of(call)
    if isinstance(tab, Response):
        return tab
    session = tab.session
    user, user_session = call.tables.user(session.user_id), call.tables.user_sessions.get(session.root)
    tried = session.notes.get(person.ATTEMPTED_USERNAME)
    events.note(call.context, user=user, username=tried, auth_method="openid-connect")
    events.succeed(call.context)
    if user_session is not None and (call.query.get("skip_logout") or "").lower() != "true":
        session_end.end(call.context, user_session)
        cookies.forget_identity(call)
        tab.forget_all()
        tab = tab.elsewhere()
        tab.set_restart_cookie()
    tab.begin_anew()
    tab.keep()
    return tab.show()


def _flow(call: Call, path: str) -> Response:
    entered = entry.enter(call, path)
    if isinstance(entered, Response):
        return entered
    return _run(call, path, *entered)


def _run(call: Call, path: str, attempt: Attempt, is_action: bool) -> Response:
    if path == "registration":
        cookies.forget_identity(call)
    _check_allowed(call, path, attempt)
    execution = (call.query.get("execution") or "") if is_action else ""
    if not is_action:
        attempt.form = Form()
    elif call.method == "GET":
        attempt.form = _one_click(call)
    return _after(call, attempt, flow_run.run_or_tell(call, attempt, execution))


def _check_allowed(call: Call, path: str, attempt: Attempt) -> None:
    realm = call.context.realm
    if path == "registration" and not (realm.registration_allowed or attempt.note(invitations.NOTE)):
        _refuse(call, attempt, "REGISTER", "registration_disabled")
        raise PageError(Text("registrationNotAllowedMessage"))
    if path == "reset-credentials" and not realm.reset_password_allowed:
        _refuse(call, attempt, "RESET_PASSWORD", "not_allowed")
        raise PageError(_RESET_FORBIDDEN)


def _refuse(call: Call, attempt: Attempt, kind: str, error: str) -> None:
    events.record(call.context, kind, attempt.client.client_id, error=error, details={"code_id": attempt.session.root})


def _one_click(call: Call) -> Form:
    """What the login page's form would bring for the user whose name was clicked; nothing where the page lists nobody."""
    user = call.tables.user(call.query.get(login_pages.ONE_CLICK) or "")
    if user is None or call.context.realm.attributes.get(login_pages.STRICT) == "true":
        return Form()
    password = login_pages.known_password(user)
    return Form([("username", user.username), ("password", password)] if password else ())


def _after(call: Call, attempt: Attempt, outcome: Outcome) -> Response:
    message = attempt.note("message")
    if message and isinstance(outcome, Challenge) and outcome.message is None:
        attempt.set_note("message", None)
        outcome = replace(outcome, message=("error", texts.restored(message)))
    return browser_login.answer(call, attempt, outcome)


ROUTES = [
    *routes("authenticate", get=authenticate, post=authenticate),
    *routes("registration", get=registration, post=registration),
    *routes("reset-credentials", get=reset_credentials, post=reset_credentials),
    *routes("required-action", get=required_action, post=required_action),
    *routes("first-broker-login", get=first_broker_login, post=first_broker_login),
    *routes("post-broker-login", get=post_broker_login, post=post_broker_login),
    *routes("consent", post=consent),
    *routes("restart", get=restart),
    *routes("action-token", get=action_tokens.follow, head=action_tokens.looked_at),
    *routes("detached-info", get=detached_info.again),
    *routes(""),
    *routes("{rest:path}"),
]
