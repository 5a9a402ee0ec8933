"""A login in a browser: the flow runs, its outcomes become pages, and at its end the client gets what it asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from emulator.broker.identity import BrokerError
from emulator.browser import authorization_response as responses
from emulator.browser import broker_request, cookies, flow_run, login_events, login_pages, tabs
from emulator.browser.tabs import Tab
from emulator.context import events
from emulator.core.errors import UNKNOWN_ERROR, AdminError, OAuthError, PageError
from emulator.login import action_token, actions, brute_force, consents, identity_first, invitations, levels, reauthentication, sessions
from emulator.login.attempt import END, Attempt, Form
from emulator.login.authenticators import auth_username_password_form
from emulator.login.outcome import Challenge, Fork, Outcome, Redirect, Refused
from emulator.pages import languages, notice
from emulator.pages.render import NO_STORE
from emulator.protocol import client_keys
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.state.records import UserSession
from emulator.tokens import organizations, scopes
from emulator.web.call import Call
from emulator.web.response import Response, redirect

UNEXPECTED = Text("unexpectedErrorHandlingRequestMessage")


def start(
    call: Call,
    client: Client,
    parameters: Mapping[str, str],
    redirect_uri: str,
    flow_path: str = "authenticate",
    *,
    notes: Mapping[str, str] | None = None,
) -> Response:
    """Answers an authorization request: with a page, or at once when the browser is logged in. Raises OAuthError for the client.

    ``notes`` are the first of the login.
    """
    if parameters.get("prompt") == "create":
        flow_path = "registration"
        if not call.context.realm.registration_allowed:
            call.notes.append(NO_STORE)
    tab = tabs.begin(call, client, parameters, redirect_uri, flow_path)
    tab.session = replace(tab.session, notes=dict(notes or {}))
    attempt = tab.attempt()
    attempt.opening = True
    if "kc_action" in parameters and not actions.is_readable(parameters["kc_action"]):
        raise AdminError(400, UNKNOWN_ERROR)
    levels.check(attempt)
    events.drop(call.context)
    if flow_path != "authenticate":
        _begin_elsewhere(call, attempt)
    prompts = parameters.get("prompt", "").split(" ") if flow_path == "authenticate" else []
    if flow_path == "authenticate" and "none" not in prompts:
        tab.set_restart_cookie()
    try:
        outcome = flow_run.run_or_tell(call, attempt)
    except PageError as error:
        call.notes.append(NO_STORE)
        if flow_path != "authenticate":
            # As observed, such a flow that lets nobody begin is nothing that Keycloak has foreseen.
            raise AdminError(400, UNKNOWN_ERROR, reason=str(error)) from error
        raise
    if "none" in prompts:
        _check_silent(call, attempt, outcome)
    if "request_uri" in parameters and "none" not in prompts:
        tab.keep()
        return tab.show()
    return answer(call, attempt, outcome)


def _check_silent(call: Call, attempt: Attempt, outcome: Outcome) -> None:
    """A login without any page; raises OAuthError where there would be one."""
    if isinstance(outcome, Redirect):
        tabs.of(call, attempt).set_restart_cookie()
        return
    if outcome is not None:
        login_events.drain(call, attempt)
        tabs.of(call, attempt).clear_restart_cookie()
        raise OAuthError("login_required", None, reason="prompt=none, and the browser has no session")
    actions.evaluate(attempt)
    alias = actions.next_alias(attempt)
    if alias:
        raise OAuthError("interaction_required", None, reason=f"prompt=none, and {alias} is left to do")


def _begin_elsewhere(call: Call, attempt: Attempt) -> None:
    """Whoever registers or has forgotten a password is nobody yet: the browser is not logged in any more, as observed."""
    if attempt.session.flow_path == "registration" and not (call.context.realm.registration_allowed or attempt.note(invitations.NOTE)):
        raise PageError(Text("registrationNotAllowedMessage"), page_url=tabs.of(call, attempt).here())
    if attempt.browser_session is not None:
        cookies.forget_identity(call)
        attempt.browser_session = None
        if attempt.session.flow_path == "reset-credentials":
            # As observed, Keycloak has not foreseen that it is known who that is.
            raise AdminError(400, UNKNOWN_ERROR, reason="a browser that is logged in has forgotten no password")


def answer(call: Call, attempt: Attempt, outcome: Outcome) -> Response:
    """What the browser gets for an outcome; the session is kept, or forgotten when the login is over."""
    login_pages.send_mail(call, attempt)
    login_events.drain(call, attempt)
    if isinstance(outcome, Fork):
        return _forked(call, attempt, outcome)
    tab = tabs.of(call, attempt)
    if isinstance(outcome, Refused):
        login_events.refused(call, attempt, outcome.error)
        tab.forget()
        if attempt.note(consents.DEVICE):
            return _device(call, attempt, "denied")
        tab.clear_restart_cookie()
        refusal = OAuthError(outcome.error, outcome.description)
        return responses.refused(call, attempt.client, attempt.session.parameters, attempt.session.redirect_uri, refusal)
    if isinstance(outcome, Redirect):
        tab.keep()
        return _elsewhere(tab, outcome)
    if isinstance(outcome, Challenge) and attempt.session.user_id and attempt.user is None:
        tab.forget()
        tab.clear_restart_cookie()
        return login_pages.render(call, attempt, outcome)
    if isinstance(outcome, Challenge):
        tab.keep()
        return login_pages.render(call, attempt, outcome)
    return proceed(call, attempt, at_once=attempt.session.acting)


def proceed(call: Call, attempt: Attempt, *, at_once: bool = False) -> Response:
    """The user is known: the next required action, or the end of the login.

    ``at_once`` shows the action in the answer to the one before it, as observed; otherwise the browser is sent to it.
    """
    flow_run.check_enabled(attempt)
    user = attempt.known_user()
    if attempt.session.flow_path in flow_run.BROKERED and not attempt.session.acting:
        return _back_to_broker(call, attempt)
    actions.evaluate(attempt)
    if not attempt.session.acting and not attempt.note("locale"):
        languages.follow(call, user)
    alias = actions.next_alias(attempt)
    if not alias:
        return end(call, attempt)
    attempt.session = replace(attempt.session, acting=True, flow_path="required-action", execution=alias)
    if at_once:
        attempt.form = Form()
        return answer(call, attempt, actions.show(attempt, alias))
    tab = tabs.of(call, attempt)
    tab.keep()
    return tab.show()


def _back_to_broker(call: Call, attempt: Attempt) -> Response:
    """The flow of an identity provider's login is through; the login goes on where the provider's answer is dealt with."""
    tab = tabs.of(call, attempt)
    tab.renew_code()
    tab.keep()
    query = urlencode({"session_code": tab.session.code, **tab.query()})
    return redirect(f"{call.context.issuer}/broker/after-{tab.session.flow_path}?{query}", headers=[NO_STORE])


def end(call: Call, attempt: Attempt) -> Response:
    """The last answer of a login: to the client, or a page where nobody waits for one."""
    action_token.end(attempt)
    return _ended(call, attempt) if attempt.note(END) else complete(call, attempt)


def _ended(call: Call, attempt: Attempt) -> Response:
    """The actions of a link are done: nobody is logged in by that."""
    tab = tabs.of(call, attempt)
    tab.forget_all()
    tab.clear_restart_cookie()
    target = attempt.note(END)
    link = (target, Text("backToApplication")) if target != "none" else None
    return notice.render(call, Text("accountUpdatedTitle"), Text("accountUpdatedMessage"), link)


def complete(call: Call, attempt: Attempt) -> Response:
    """Ends the login: the user session, its cookies, and the redirect to the client."""
    context, session, client = call.context, attempt.session, attempt.client
    tab = tabs.of(call, attempt)
    user, known = attempt.known_user(), attempt.browser_session
    sso = bool(attempt.note("sso"))
    if known is not None and not sso and known.id != session.root:
        # As observed, a login that is proved anew goes on in the session that its tab belongs to.
        known = context.tables.user_sessions.get(session.root)
    if not sso:
        _check_same_user(tab, attempt, known or sessions.find(context, session.root))
    tab.logged_in()
    begins = known is None or known.user_id != user.id
    if known is not None and not begins:
        notes = {**known.notes, **session.session_notes, **levels.session_notes(attempt)}
        if not sso:
            notes["AUTH_TIME"] = str(context.clock.seconds())
        user_session = replace(known, last_access=context.clock.seconds(), notes=notes)
    else:
        if known is not None:
            sessions.end(context, known)
        identifier = "" if context.tables.user_sessions.get(session.root) is not None else session.root
        notes = {"AUTH_TIME": str(context.clock.seconds()), **session.session_notes, **levels.session_notes(attempt)}
        user_session = sessions.start(context, user, identifier=identifier, notes=notes)
        user_session = replace(user_session, remember_me=attempt.note("remember_me") == "true")
    tab.clear_restart_cookie()
    cookies.add_identity(call, user_session)
    if user_session.remember_me:
        cookies.add_remembered(call, user.username)
    elif not sso and context.realm.remember_me:
        cookies.forget_remembered(call)
    user_session = _joined(call, client, attempt, user_session, begins)
    login_events.succeeding(call, attempt, user_session)
    brute_force.succeeded(context, user, attempt.note("credentials used").split())
    response = _told(call, attempt, user_session)
    events.succeed(context)
    return response


def _check_same_user(tab: Tab, attempt: Attempt, known: UserSession | None) -> None:
    """Raises PageError where the browser's session is of somebody else, who has to log out first; the login may be tried again."""
    user = attempt.context.tables.user(known.user_id) if known is not None else None
    if user is None or user.id == attempt.known_user().id:
        return
    login_events.of_another(tab.call, attempt, user)
    tab.renew_code()
    tab.keep()
    reason = f"the session of the browser is of user '{user.username}'"
    raise PageError(Text("differentUserAuthenticated", user.username), reason=reason, page_url=tab.here())


def _told(call: Call, attempt: Attempt, user_session: UserSession) -> Response:
    """What the application, or the device that waits, gets from a login."""
    session = attempt.session
    if attempt.note(consents.DEVICE):
        return _device(call, attempt, "approved", user_session.id)
    parameters, user = session.parameters, attempt.known_user()
    if "request_uri" in parameters and not session.acting and "none" not in parameters.get("prompt", "").split(" "):
        # As observed, a login that asked for consent or an action, or may ask for nothing, leaves the pushed request for another time.
        call.context.tables.single_use.delete(parameters["request_uri"])
    try:
        return responses.success(call, attempt.client, parameters, session.redirect_uri, user_session, user, actions.status(attempt))
    except client_keys.CannotEncrypt as error:
        events.drop(call.context)
        raise PageError(UNEXPECTED, reason=error.reason) from error


def _device(call: Call, attempt: Attempt, status: str, session_id: str = "") -> Response:
    """Tells the device that waits, and its user."""
    table = call.context.tables.device_codes
    waiting = table.get(attempt.note(consents.DEVICE))
    query = "" if status == "approved" else "?error=access_denied"
    if waiting is None or waiting.expires <= call.context.clock.seconds():
        query = "?error=expired_token"
    else:
        table.put(waiting.id, replace(waiting, status=status, session_id=session_id))
    return redirect(f"{call.context.issuer}/device/status{query}", headers=[NO_STORE])


def _joined(call: Call, client: Client, attempt: Attempt, session: UserSession, begins: bool) -> UserSession:
    """The session with the client's part in it, kept; ``begins`` says that this login made it."""
    parameters = attempt.session.parameters
    known = session.clients[client.id].notes if client.id in session.clients else {}
    # As observed, a request without a scope leaves what the one before it has asked for.
    asked = parameters.get("scope", known.get(responses.ASKED, ""))
    notes = {"nonce": parameters.get("nonce", ""), responses.ASKED: asked, **levels.client_notes(attempt, known)}
    organization = attempt.note(identity_first.CHOSEN) or known.get(organizations.CHOSEN)
    if organization:
        notes[organizations.CHOSEN] = organization
    if begins and scopes.is_offline(call.tables, client, parameters.get("scope")):
        notes[sessions.BEGAN_OFFLINE] = "true"
    if client.id not in session.clients:
        session, _ = sessions.join(call.context, session, client, parameters.get("scope"), notes)
    else:
        before = session.clients[client.id]
        mine = replace(before, scope=parameters.get("scope", before.scope), notes=notes)
        session = sessions.with_client(session, mine)
    sessions.keep(call.context, sessions.resumed(session))
    return session


def _forked(call: Call, attempt: Attempt, outcome: Fork) -> Response:
    """The old tab waits for its link; the browser goes on in a new one, from the beginning.

    As observed, that ends where the old one would, asks who is logged in for the credentials again, and has the name that was typed.
    """
    tab = tabs.of(call, attempt)
    tab.keep()
    fresh = tab.again().attempt()
    fresh.form = Form()
    fresh.set_note(reauthentication.FORKED, "true")
    fresh.set_note(END, attempt.note(END) or None)
    shown = flow_run.run(fresh)
    if isinstance(shown, Challenge):
        # As observed, the page begins with the name that was typed on the one before it, and only the first form keeps what it has to say.
        typed = {"username": shown.values["username"] or attempt.form.get("username", "")} if "username" in shown.values else {}
        told = (shown.message if shown.page == auth_username_password_form.PAGE else None) or outcome.message
        shown = replace(shown, message=told, values={**shown.values, **typed})
    return answer(call, fresh, shown)


def _elsewhere(tab: Tab, outcome: Redirect) -> Response:
    location = outcome.location
    if location.startswith("broker:"):
        return _to_provider(tab, location.removeprefix("broker:"))
    if location.startswith("/"):
        query = urlencode({**tab.query(), "session_code": tab.session.code, **outcome.query})
        location = f"{tab.call.context.issuer}{location}?{query}"
    return redirect(location, status=303, headers=[NO_STORE])


def _to_provider(tab: Tab, alias: str) -> Response:
    try:
        response = broker_request.send(tab, broker_request.enabled(tab.call, alias))
    except BrokerError as error:
        raise PageError(Text("couldNotSendAuthenticationRequestMessage"), 502, reason=str(error)) from error
    response.headers = [("Location", value) for name, value in response.headers if name == "Location"] + [NO_STORE]
    return response
