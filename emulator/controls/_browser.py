"""A browser without pages: a login is begun as by a browser, and its user is said instead of typed in."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from emulator.browser import cookies as browser_cookies
from emulator.browser import flow_run
from emulator.browser import login as browser_login
from emulator.browser.tabs import Tab
from emulator.context import events
from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.core import web_address
from emulator.core.dataclass import dataclass
from emulator.core.errors import PageError
from emulator.login import actions, consents, levels
from emulator.login.attempt import Attempt
from emulator.realm.views import User
from emulator.state.browser import AuthenticationSession
from emulator.web import cookies
from emulator.web.call import FORM, Call
from emulator.web.response import Response
from emulator.web.routing import Handler, Rooms, Route, Router

_MOST = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that this browser made, and its answer."""

    call: Call
    response: Response


def visit(call: Call, handle: Handler, path: str, query: Mapping[str, str]) -> Visit:
    """What an endpoint of the realm answers a fresh browser; ``call`` is the control's.

    Raises ControlError for a page that says what is wrong.
    """
    inner = request(call, "GET", path, query)
    try:
        response = handle(inner)
    except PageError as error:
        events.fail(inner.context, error)
        raise ControlError(_said(error)) from error
    if not isinstance(response, Response):
        raise TypeError(f"{path} answers later")
    _bring(inner, cookies_of(inner))
    return Visit(inner, response)


def follow(call: Call, routes: Sequence[Route], path: str, query: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """Where redirects inside of the realm lead a fresh browser in the end, and its cookies by then.

    ``routes`` are the endpoints that it may come to. The caller gets the cookies too. Raises ControlError for a page.
    """
    router, lines, inside = Router(Rooms()), list[str](), f"{_common.context_of(call).issuer}/"
    for route in routes:
        router.add(route)
    host, now = web_address.split(call.base).hostname or "", _common.context_of(call).clock.now()
    for _ in range(_MOST):
        inner = request(call, "GET", path, query)
        _bring(inner, cookies.kept(lines, host, now))
        response = _answered(router, inner)
        lines += [text for name, text in (*inner.notes, *response.headers) if name == "Set-Cookie"]
        location = next((value for name, value in response.headers if name == "Location"), "")
        if not location:
            raise ControlError(f"the browser stays at a page: {_title(response)}")
        if not location.startswith(inside):
            call.notes += [("Set-Cookie", line) for line in lines]
            return location, cookies.kept(lines, host, now)
        parts = web_address.split(location)
        path, query = f"/realms/{inner.tables.realm.name}/{location.removeprefix(inside).partition('?')[0]}", dict(parse_qsl(parts.query))
    raise ControlError("the redirects do not end")


def _answered(router: Router, browser: Call) -> Response:
    match = router.match(browser.path)
    route = match.methods.get("GET")
    if route is None:
        raise ControlError(f"the browser is sent to {browser.path}")
    browser.parameters = match.parameters
    try:
        response = route.handle(browser)
    except PageError as error:
        events.fail(browser.context, error)
        raise ControlError(_said(error)) from error
    if not isinstance(response, Response):
        raise TypeError(f"{browser.path} answers later")
    # What was drafted is told where it fails alone.
    events.drop(browser.context)
    return response


def _title(page: Response) -> str:
    return html.unescape(page.body.decode("utf-8", "replace").partition('id="kc-page-title">')[2].partition("</h1>")[0].strip())


def request(call: Call, method: str, path: str, parameters: Mapping[str, str]) -> Call:
    """A request to the realm of a control's call, which belongs to the same decision and comes from elsewhere."""
    text, host = urlencode(parameters).encode(), (b"host", web_address.split(call.base).netloc.encode())
    posted = method == "POST"
    headers = [host, (b"content-type", FORM.encode())] if posted else [host]
    inner = Call(
        call.emulator,
        Request({**call.request.scope, "method": method, "headers": headers, "query_string": b"" if posted else text}),
        text if posted else b"",
    )
    reached = web_address.split(call.base)
    inner.path, inner.base, inner.backend, inner.scheme, inner.host = path, call.base, call.backend, reached.scheme, reached.hostname or ""
    inner.answers, inner.outbox, inner.log = call.answers, call.outbox, call.log
    inner.tables = _common.context_of(call).tables
    inner.parameters = {"realm": inner.tables.realm.name}
    return inner


def _bring(browser: Call, brought: Sequence[Mapping[str, Any]]) -> None:
    """Gives a request its cookies."""
    text = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in brought)
    MutableHeaders(scope=browser.request.scope)["cookie"] = text
    browser.headers["cookie"] = text


def _said(error: PageError) -> str:
    return f"the browser would be shown an error: {error.reason or error.message}"


def session_of(browser: Call) -> AuthenticationSession | None:
    """The login that has begun in this browser; None where none has."""
    root = next((one["value"] for one in cookies_of(browser) if one["name"] == browser_cookies.AUTH_SESSION), "")
    return next(iter(browser.tables.authentication_sessions.many("root", root)), None) if root else None


def attempt(browser: Call, session: AuthenticationSession) -> Attempt:
    """The login as its steps see it."""
    client = browser.tables.client(session.client_id)
    if client is None:
        raise ControlError(f"the client '{session.client_id}' has gone")
    return Tab(browser, client, session).attempt()


def finish(browser: Call, session: AuthenticationSession, user: User) -> Response:
    """The end of a login, consent granted. The user reaches the level of authentication that was asked for.

    Raises ControlError for a user who may not log in or who has something to do first.
    """
    trying = attempt(browser, session)
    trying.user = user
    trying.flow = flow_run.flow_alias(trying)
    level = levels.requested(trying)
    if level > 0:
        levels.reach(trying, level)
    try:
        response = browser_login.proceed(browser, trying)
        kept = browser.tables.authentication_sessions.get(session.id)
        if kept is None or not kept.acting:
            return response
        if kept.execution != actions.CONSENT:
            raise ControlError(f"the user '{user.username}' has to do {kept.execution} first")
        trying = attempt(browser, kept)
        consents.grant(trying)
        return browser_login.end(browser, trying)
    except PageError as error:
        events.fail(browser.context, error)
        raise ControlError(_said(error)) from error


def cookies_of(browser: Call) -> list[dict[str, Any]]:
    """The cookies that a browser has by now, as Playwright and Cypress take them."""
    lines = [text for name, text in browser.notes if name == "Set-Cookie"]
    return cookies.kept(lines, web_address.split(browser.base).hostname or "", browser.context.clock.now())
