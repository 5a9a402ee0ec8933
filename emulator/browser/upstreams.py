"""Where a browser logs in at an identity provider that the emulator plays: a page of personas, or at once whoever was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from emulator.broker import links, upstream
from emulator.core.errors import AdminError, PageError
from emulator.pages import render as pages
from emulator.pages.render import NO_STORE
from emulator.realm import upstreams
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response, redirect
from emulator.web.routing import Route

PERSONA, REFUSAL = "persona", "refusal"


def authorize(call: Call) -> Response:
    """Asks who logs in, unless the request, its ``login_hint`` or a test has said so."""
    context, alias = call.context, call.parameters["alias"]
    provider, personas = links.provider(call.tables, alias), upstreams.personas(call.tables.document, alias)
    if provider is None or not personas:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, f"the emulator plays no provider '{alias}'")
    back = f"{context.issuer}/broker/{alias}/endpoint"
    if call.query.get("redirect_uri") != back:
        raise PageError(Text("invalidParameterMessage", "redirect_uri"), reason=f"the provider's client is sent to {back}")
    if call.query.get(REFUSAL):
        return _back(call, back, {"error": call.query.get(REFUSAL) or ""})
    named = personas.get(call.query.get(PERSONA) or "")
    chosen = {"claims": named} if named else upstream.chosen(context, alias) or _hinted(personas, call.query.get("login_hint") or "")
    if chosen is None:
        return _page(call, provider.name, personas)
    if "error" in chosen:
        return _back(call, back, {"error": str(chosen["error"])})
    return _back(call, back, {"code": upstream.code(context, alias, chosen["claims"], call.query.get("nonce") or "")})


def _hinted(personas: Mapping[str, Mapping[str, Any]], hint: str) -> Mapping[str, Any] | None:
    return next(({"claims": claims} for name, claims in personas.items() if hint and hint in (name, claims.get("email"))), None)


def _back(call: Call, url: str, answer: Mapping[str, str]) -> Response:
    return redirect(f"{url}?{urlencode({**answer, 'state': call.query.get('state') or ''})}", headers=[NO_STORE])


def _page(call: Call, name: str, personas: Mapping[str, Mapping[str, Any]]) -> Response:
    sent, here = dict(call.query), upstream.url(call.context, call.parameters["alias"])

    def link(**more: str) -> str:
        return f"{here}?{urlencode({**sent, **more})}"

    rows = [(persona, str(claims.get("email", "")), link(persona=persona)) for persona, claims in personas.items()]
    return pages.page(call, "upstream", "login-upstream", name, personas=rows, refuse=link(refusal="access_denied"))


ROUTES = [Route("GET", "/realms/{realm}/upstreams/{alias}/authorize", authorize)]
