"""The link that says whose account an identity of a provider is to be added to, in a first login by that provider."""

from __future__ import annotations

from dataclasses import replace

from emulator.browser import action_token_entry as entry
from emulator.browser import flow_run, login_events, tabs
from emulator.browser import login as browser_login
from emulator.browser.tabs import Tab
from emulator.login import action_token, brokered
from emulator.login.attempt import Form
from emulator.pages import detached, notice
from emulator.realm import refusal
from emulator.realm.texts import Text
from emulator.realm.views import Client, User
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.response import Response

_KIND = "IDENTITY_PROVIDER_LINK_ACCOUNT"


def follow(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    """The login goes on in the browser that it was begun in; another one is asked first, and sends its user back there."""
    alias, name = token.text("idpa"), token.text("idpu")
    details: dict[str, str | None] = {
        "action": action_token.LINK_PROVIDER, "token_id": token.text("jti"), "email": token.text("eml"),
        "identity_provider": alias, "identity_provider_identity": name,
    }  # fmt: skip
    if action_token.is_spent(call.context, token.text("jti")):
        entry.record(call, client, user, _KIND, "email_already_verified", {**details, "username": None})
        return _said(call, client, Text("emailVerifiedAlreadyMessage"))
    own = entry.own_tab(call, token, client)
    if own is None:
        return _asked(call, token, user, client)
    attempt = Tab(call, client, replace(own.session, user_id=user.id, acting=True)).attempt()
    attempt.update_user(emailVerified=True)
    login_events.record(call, attempt, _KIND, "", **details)
    action_token.spend(call.context, token.text("jti"), token.claims.get("exp"))
    origin = entry.origin(call, token, client)
    if token.text("oasid"):
        own.forget()
        if origin is not None:
            origin.note(brokered.VERIFIED, user.id)
            origin.keep()
        return _said(call, client, Text("identityProviderLinkSuccess"))
    own.note(brokered.VERIFIED, user.id)
    attempt.session = replace(own.session, flow_path="first-broker-login")
    attempt.form = Form()
    return browser_login.answer(call, attempt, flow_run.run_or_tell(call, attempt))


def _asked(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    """The page that asks whether the account is to be linked; raises AdminError for a link that names no provider or identity."""
    alias, name = token.text("idpa"), token.text("idpu")
    if not alias or not name:
        raise refusal.broken("the link names no identity of a provider")
    tab = tabs.begin(call, client, {"response_type": "code"}, client.base_url)
    tab.keep()
    link = entry.again(
        tab, user, action_token.LINK_PROVIDER, identifier=token.text("jti"),
        eml=token.text("eml"), idpu=name, idpa=alias, oasid=token.text("asid"),
    )  # fmt: skip
    heading, text = Text("confirmAccountLinking", name, alias), Text("confirmAccountLinkingBody", name, alias)
    return notice.render(call, heading, text, (link, Text("proceedWithAction")))


def _said(call: Call, client: Client, text: Text) -> Response:
    home = detached.home(call, client)
    return notice.render(call, text, text, (home, Text("backToApplication")) if home else None)
