"""Identity brokering: the browser is sent to an identity provider, and comes back with its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from emulator.broker import upstream
from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokeredIdentity, BrokerError
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.browser import (
    broker_events,
    broker_login,
    broker_paths,
    broker_request,
    broker_state,
    broker_tokens,
    cookies,
    flow_run,
    https_required,
    rp_logout,
    tabs,
)
from emulator.browser import login as browser_login
from emulator.browser.broker_request import NO_CACHE
from emulator.browser.broker_state import INVALID, State
from emulator.browser.tabs import Tab
from emulator.context import events
from emulator.core.errors import PageError
from emulator.login.attempt import Attempt, Form
from emulator.login.authenticators.identity_provider_redirector import FORWARDED_ERROR
from emulator.login.outcome import Challenge, Refused
from emulator.login.required_actions import idp_link
from emulator.pages.render import NO_STORE
from emulator.realm.texts import Text
from emulator.realm.views import IdentityProvider
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

UNEXPECTED = Text("identityProviderUnexpectedErrorMessage")
Decide = Callable[[Call, Attempt, IdentityProvider, BrokeredIdentity], Response]
_ENDING = frozenset({"oidc", "keycloak-oidc", "google", "gitlab", "linkedin-openid-connect"})
"""Providers that a browser comes back from when a session has ended."""
_TO_THE_CLIENT = ("login_required", "interaction_required")


def login(call: Call) -> Response:
    """Sends the browser to the provider."""
    https_required.check(call, "IDENTITY_PROVIDER_LOGIN", identity_provider=call.parameters["alias"])
    broker_events.begin(call, call.parameters["alias"])
    tab = _tab_of_query(call)
    if isinstance(tab, Response):
        return _uncached(tab)
    try:
        provider = broker_request.enabled(call, call.parameters["alias"])
        if provider.link_only:
            raise BrokerError(f"provider '{provider.alias}' only links accounts")
        return broker_request.send(tab, provider)
    except BrokerError as error:
        text = Text("couldNotSendAuthenticationRequestMessage")
        raise PageError(text, 502, reason=str(error), event=text.key) from error


def _tab_of_query(call: Call) -> Tab | Response:
    """The login in the URL; as observed, a URL that names none is just an invalid request."""
    client = call.tables.client(call.query.get("client_id") or "")
    code, tab_id = call.query.get("session_code"), call.query.get("tab_id")
    if client is None or code is None or tab_id is None:
        if call.method != "POST":
            call.notes.append(NO_CACHE)
        raise PageError(INVALID, linked=False, reason="client_id, tab_id and session_code name no login", event=INVALID.key)
    events.note(call.context, client=client)
    return _entered(call, State(code, tab_id, client, call.query.get("client_data") or ""))


def _entered(call: Call, state: State) -> Tab | Response:
    tab = broker_state.enter(call, state)
    if not isinstance(tab, Response):
        broker_events.entered(tab)
    return tab


def endpoint(call: Call) -> Response:
    """Where the provider sends the browser with its answer."""
    provider, alias = broker_paths.provider_of(call), call.parameters["alias"]
    text, error = call.query.get("state"), call.query.get("error")
    broker_events.begin(call)
    if not text:
        raise PageError(Text("identityProviderMissingStateMessage"), event=broker_events.FAILURE)
    state = broker_state.read(call, text)
    if state is None:
        raise PageError(INVALID, reason="the state is none that was sent", event=INVALID.key)
    tab = _entered(call, state)
    if error is None and not call.query.get("code"):
        raise PageError(Text("identityProviderMissingCodeOrErrorMessage"), event=broker_events.FAILURE)
    if isinstance(tab, Response):
        return _plain(tab)
    attempt = tab.attempt()
    linking = attempt.note(idp_link.LINKING) == alias
    if linking:
        return _linking(call, attempt, provider, error)
    if error is not None:
        return _failed(call, attempt, provider, error)
    return _plain(_answered(call, attempt, provider, broker_login.authenticated))


def _linking(call: Call, attempt: Attempt, provider: IdentityProvider, error: str | None) -> Response:
    """The answer to a user who is logged in already."""
    try:
        if error is not None:
            return broker_login.link_cancelled(call, attempt, provider.alias)
        return _answered(call, attempt, provider, broker_login.link_added)
    except PageError:
        call.notes.append(NO_STORE)
        raise


def _answered(call: Call, attempt: Attempt, provider: IdentityProvider, decide: Decide) -> Response:
    asked = broker_request.asked(call, provider, attempt.session, code=call.query.get("code") or "")
    tabs.of(call, attempt).keep()
    try:
        identity = _identity(call, provider, asked)
    except BrokerError as error:
        reason = f"identity provider '{provider.alias}': {error}"
        raise PageError(error.text or UNEXPECTED, 502, reason=reason, event=broker_events.FAILURE) from error
    return decide(call, attempt, provider, identity)


def _identity(call: Call, provider: IdentityProvider, asked: Asked) -> BrokeredIdentity:
    """Who the provider says it is, in exchange for its code; raises BrokerError."""
    member = BROKER_PROVIDERS.get(provider.provider)
    if member is None:
        raise BrokerError(f"no provider '{provider.provider}'")
    if upstream.is_played(call.context, provider.alias):
        return member.identity(asked, upstream.answer(asked, member))
    answer: Answer = call.answers.ask(("code", provider.internal_id, asked.code), member.exchange(asked), own_thread=True)
    answer = replace(answer, keys=member.keys(asked, answer, broker_request.keys_at(call, provider)))
    more = member.userinfo(asked, answer)
    if more is not None:
        told = call.answers.ask(("userinfo", provider.internal_id, asked.code), more, own_thread=True)
        answer = replace(answer, userinfo=told)
    identity: BrokeredIdentity = member.identity(asked, answer)
    return identity


def _failed(call: Call, attempt: Attempt, provider: IdentityProvider, error: str) -> Response:
    """The provider said no: the client is told, or the user may try another way."""
    call.log.append(f"identity provider '{provider.alias}' answered {error}: {call.query.get('error_description') or ''}".rstrip(": "))
    if error == "temporarily_unavailable" and call.query.get("error_description") == "authentication_expired":
        return _plain(broker_request.send(tabs.of(call, attempt), provider))
    if error in _TO_THE_CLIENT:
        return _plain(browser_login.answer(call, attempt, Refused(error)))
    text = Text("access-denied-when-idp-auth", provider.name) if error == "access_denied" else UNEXPECTED
    attempt.session = replace(attempt.session, status={}, execution="", flow_path="authenticate")
    attempt.set_note(FORWARDED_ERROR, error)
    attempt.form = Form()
    outcome = flow_run.run(attempt)
    if isinstance(outcome, Challenge):
        outcome = replace(outcome, message=("error", text))
    return browser_login.answer(call, attempt, outcome)


def after_first_broker_login(call: Call) -> Response:
    """The flow of a first login is through: the user is linked to the identity, and logged in."""
    return _after(call, "first-broker-login", broker_login.linked)


def after_post_broker_login(call: Call) -> Response:
    """The flow after a login is through."""
    return _after(call, "post-broker-login", broker_login.finished)


def _after(call: Call, path: str, goes_on: Callable[[Call, Attempt], Response]) -> Response:
    broker_events.begin(call)
    tab = _tab_of_query(call) if call.query.get("session_code") else None
    if tab is None:
        raise PageError(INVALID, reason="client_id, tab_id and session_code name no login", event=INVALID.key)
    if isinstance(tab, Response):
        return _plain(tab)
    call.notes.append(NO_CACHE)
    if tab.session.flow_path != path or not tab.session.user_id:
        raise PageError(INVALID, reason=f"the flow {path} is not through", event=INVALID.key)
    return _plain(goes_on(call, tab.attempt()))


def logout_response(call: Call) -> Response:
    """The provider has ended its session; the logout goes on here."""
    if broker_paths.provider_of(call).provider not in _ENDING:
        return broker_paths.below(call)
    text = call.query.get("state") or ""
    tab = rp_logout.waiting(call, text) if text else None
    if tab is None:
        events.record(call.context, "LOGOUT", "", error="user_session_not_found")
        raise PageError(UNEXPECTED, reason="no logout waits for the provider")
    if not call.cookies.get(cookies.AUTH_SESSION):
        cookies.add(call, cookies.AUTH_SESSION, tab.session.root)
    response = rp_logout.finish(tab)
    cookies.forget_identity(call)
    return response


def _plain(response: Response) -> Response:
    """As observed, what follows a provider's answer says nothing about caching; the pages of a login do."""
    response.headers = [one for one in response.headers if one[0] != NO_CACHE[0]]
    return response


def _uncached(response: Response) -> Response:
    return _with(_plain(response))


def _with(response: Response) -> Response:
    response.headers.append(NO_CACHE)
    return response


_BASE = "/realms/{realm}/broker"
ROUTES = [
    *(Route(method, f"{_BASE}/{{alias}}/login", login) for method in ("GET", "POST")),
    Route("GET", f"{_BASE}/{{alias}}/endpoint", endpoint),
    Route("GET", f"{_BASE}/{{alias}}/endpoint/logout_response", logout_response),
    Route("GET", f"{_BASE}/{{alias}}/token", broker_tokens.stored, preflight="GET, HEAD, OPTIONS"),
    Route("POST", f"{_BASE}/{{alias}}/token", broker_tokens.asked_for),
    Route("GET", f"{_BASE}/after-first-broker-login", after_first_broker_login),
    Route("GET", f"{_BASE}/after-post-broker-login", after_post_broker_login),
    *broker_paths.OTHERS,
]
