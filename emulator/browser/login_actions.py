"""What the pages of a login post to, and the links on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from emulator.browser import (
    action_tokens,
    authorization_response,
    cookies,
    login_events,
    login_pages,
    login_session,
)
from emulator.browser import (
    login as browser_login,
)
from emulator.core.errors import OAuthError, PageError
from emulator.login import actions, consents, redirect_uris
from emulator.login.attempt import Attempt, Form
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.pages import page_expired
from emulator.pages.render import NO_STORE
from emulator.realm.views import Client
from emulator.state.browser import AuthenticationSession
from emulator.web.call import Call
from emulator.web.response import Response, redirect
from emulator.web.routing import Route

_FLOWS = ("authenticate", "registration", "reset-credentials")


def authenticate(call: Call) -> Response:
    """The login page."""
    return _flow(call, "authenticate")


def registration(call: Call) -> Response:
    """The registration page, where the realm allows it."""
    if not call.context.realm.registration_allowed:
        raise PageError("Registration not allowed")
    return _flow(call, "registration")


def reset_credentials(call: Call) -> Response:
    """Forgotten password, where the realm allows it."""
    if not call.context.realm.reset_password_allowed:
        raise PageError("Reset Credential not allowed")
    return _flow(call, "reset-credentials")


def first_broker_login(call: Call) -> Response:
    """The pages of a first login by an identity provider."""
    return _flow(call, "first-broker-login")


def post_broker_login(call: Call) -> Response:
    """The pages after a login by an identity provider, where the provider has a flow for that."""
    return _flow(call, "post-broker-login")


def required_action(call: Call) -> Response:
    """The page of a required action, or what it posts."""
    found = _enter(call, "required-action")
    if isinstance(found, Response):
        return found
    attempt, is_action = found
    alias = call.query.get("execution") or attempt.session.execution
    if not attempt.session.acting:
        session = replace(attempt.session, execution="", flow_path="authenticate")
        login_session.keep(call, session)
        return _to(call, session)
    if alias != actions.next_alias(attempt):
        return browser_login.proceed(call, attempt)
    if not is_action and call.query.get("mode"):
        attempt.form = Form([("mode", call.query.get("mode") or "")])
    outcome: Outcome = actions.process(attempt, alias) if is_action else actions.show(attempt, alias)
    return _after(call, attempt, outcome)


def consent(call: Call) -> Response:
    """What the consent page posts: granted, or refused."""
    client = login_session.client(call)
    session = login_session.find(call, client)
    if session is None:
        return gone(call, client)
    if call.form.get("code") != session.code:
        return _to(call, session)
    attempt = browser_login.attempt_of(call, client, login_session.with_new_code(call, session))
    if "accept" not in call.form:
        return browser_login.answer(call, attempt, Refused("access_denied"))
    consents.grant(attempt)
    return browser_login.proceed(call, attempt)


def restart(call: Call) -> Response:
    """Begins the login of this tab anew."""
    client = login_session.client(call)
    session = login_session.find(call, client) or login_session.restarted(call, client)
    if session is None:
        raise PageError(login_session.NO_COOKIE, reason="the browser sent no cookie of a login that is under way")
    kept = login_session.find(call, client)
    if kept is not None:
        login_session.forget(call, kept)
    fresh = login_session.begin(call, client, session.parameters, session.redirect_uri, root=session.root)
    login_session.keep(call, fresh)
    return _to(call, fresh)


def _flow(call: Call, path: str) -> Response:
    found = _enter(call, path)
    if isinstance(found, Response):
        return found
    attempt, is_action = found
    execution = (call.query.get("execution") or attempt.session.execution) if is_action else ""
    if not is_action:
        attempt.form = Form()
    elif call.method == "GET":
        attempt.form = _one_click(call)
    try:
        outcome = browser_login.run(attempt, execution)
    except PageError:
        login_events.drain(call, attempt)
        raise
    return _after(call, attempt, outcome)


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
        outcome = replace(outcome, message=("error", message))
    return browser_login.answer(call, attempt, outcome)


def _enter(call: Call, path: str) -> tuple[Attempt, bool] | Response:
    """The login that a URL belongs to, and whether it brings what a form posted; a response where it leads elsewhere.

    In the order of Keycloak's checks, as observed: a session that has gone is begun anew from its cookie; without a session code the page
    on show is shown again; an old code leads back to it; a page that is not on show any more has expired.
    """
    if not call.context.realm.enabled:
        raise PageError("Realm not enabled")
    client = login_session.client(call)
    session = login_session.find(call, client)
    if session is None:
        return gone(call, client)
    execution, code = call.query.get("execution"), call.query.get("session_code")
    if path in browser_login.BROKERED and path != session.flow_path:
        return expired(call, session)
    if code is None:
        if execution is None and path != session.flow_path and not session.acting:
            session = replace(session, flow_path=path, execution="")
        elif execution is None and path != session.flow_path:
            return expired(call, session)
        if execution is not None and execution != session.execution:
            return expired(call, session)
        return browser_login.attempt_of(call, client, session), False
    if code != session.code:
        if execution in (session.execution, None):
            login_session.keep(call, _noted(session, "Action expired. Please continue with login now."))
            return _to(call, session)
        return expired(call, session)
    if execution is None and path == "authenticate":
        return expired(call, session)
    return browser_login.attempt_of(call, client, login_session.with_new_code(call, session)), True


def _noted(session: AuthenticationSession, message: str) -> AuthenticationSession:
    return replace(session, notes={**session.notes, "message": message})


def gone(call: Call, client: Client, client_data: str = "", *, code: bool = False) -> Response:
    """No session: begun anew from the restart cookie, or the client is told, or the error page.

    ``code`` says that the request brought the code of a login, ``client_data`` stands for the query's.
    """
    session = login_session.restarted(call, client)
    if session is not None:
        late = code or call.query.get("session_code") is not None or call.cookies.get(cookies.AUTH_SESSION) is None
        login_session.keep(call, _noted(session, login_session.EXPIRED) if late else session)
        return _to(call, session)
    known = login_session.read_client_data(client_data or call.query.get("client_data") or "")
    if cookies.identity(call) is not None and known.get("redirect_uri"):
        redirect_uri = redirect_uris.resolve(client, call.context, known["redirect_uri"])
        error = OAuthError("temporarily_unavailable", "authentication_expired", reason="the login of this tab is over")
        return authorization_response.refused(call, client, known, redirect_uri, error)
    raise PageError(login_session.NO_COOKIE, reason="the browser sent no cookie of a login that is under way")


def expired(call: Call, session: AuthenticationSession) -> Response:
    """The page of a login whose page on show is another one by now."""
    restart_url = login_session.link(call, session, "restart", skip_logout="true")
    return page_expired.render(call, restart_url, login_session.url(call, session))


def _to(call: Call, session: AuthenticationSession) -> Response:
    return redirect(login_session.url(call, session), headers=[NO_STORE])


def _uncached(handle: Callable[[Call], Response]) -> Callable[[Call], Response]:
    """Error pages of a login are not to be cached either."""

    def guarded(call: Call) -> Response:
        try:
            return handle(call)
        except PageError:
            call.notes.append(NO_STORE)
            raise

    return guarded


_BASE = "/realms/{realm}/login-actions"
ROUTES = [
    *(Route(method, f"{_BASE}/authenticate", _uncached(authenticate)) for method in ("GET", "POST")),
    *(Route(method, f"{_BASE}/registration", _uncached(registration)) for method in ("GET", "POST")),
    *(Route(method, f"{_BASE}/reset-credentials", _uncached(reset_credentials)) for method in ("GET", "POST")),
    *(Route(method, f"{_BASE}/required-action", _uncached(required_action)) for method in ("GET", "POST")),
    *(Route(method, f"{_BASE}/first-broker-login", _uncached(first_broker_login)) for method in ("GET", "POST")),
    *(Route(method, f"{_BASE}/post-broker-login", _uncached(post_broker_login)) for method in ("GET", "POST")),
    Route("POST", f"{_BASE}/consent", _uncached(consent)),
    Route("GET", f"{_BASE}/restart", _uncached(restart)),
    Route("GET", f"{_BASE}/action-token", _uncached(action_tokens.follow)),
]
