"""Links that were sent by mail: each continues the login that it was made in, or begins one that ends when its actions are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from emulator.browser import login as browser_login
from emulator.browser import login_events, login_session
from emulator.core.errors import PageError
from emulator.login import action_token, actions, invitations, profile_form
from emulator.login.attempt import Attempt
from emulator.login.required_actions import update_email
from emulator.pages import detached, notice
from emulator.pages.render import NO_STORE
from emulator.realm.texts import Text
from emulator.realm.views import Client, User
from emulator.state import organizations
from emulator.state.browser import AuthenticationSession
from emulator.state.records import Expiring
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.response import Response, redirect

_FAILED = Text("invalidCodeMessage")
_USED = Text("expiredActionMessage")
_EXPIRED = Text("expiredActionTokenNoSessionMessage")
_STALE = Text("staleEmailVerificationLink")
_END = "end after required actions"


def follow(call: Call) -> Response:
    """Does what the token says; the error page for one that is unreadable, has expired, or was used."""
    token, user = _token(call)
    client = call.tables.client(token.text("azp"))
    if client is None or not client.enabled:
        raise PageError(_FAILED, reason=f"the token's client '{token.text('azp')}' is not there or not enabled")
    handler = _HANDLERS.get(token.text("typ"))
    if handler is None:
        raise PageError(_FAILED, reason=f"there is no handler for tokens of the type '{token.text('typ')}'")
    return handler(call, token, user, client)


def looked_at(call: Call) -> Response:
    """Mail scanners ask for the head of a link before its reader does; that uses nothing up."""
    return Response(200, headers=[NO_STORE])


def _token(call: Call) -> tuple[verify.Verified, User]:
    context = call.context
    if not call.query.get("key"):
        raise PageError(Text("invalidRequestMessage"), reason="the link has no key")
    try:
        token = verify.signed(context, call.query.get("key") or "")
    except verify.NotValid as error:
        raise PageError(_FAILED, reason=str(error)) from error
    if token.text("iss") != context.issuer or token.text("typ") not in _HANDLERS:
        raise PageError(_FAILED, reason="it is not an action token of this realm")
    expires = token.claims.get("exp")
    late = context.clock.seconds() - expires if isinstance(expires, int) else 0
    if late > 0:
        raise PageError(_EXPIRED, reason=f"the action token expired {late} s ago")
    user = context.tables.user(token.text("sub"))
    if user is not None and not user.enabled and token.text("typ") == invitations.TYPE:
        raise PageError(Text("accountDisabledMessage"), reason="the invited user is not enabled")
    if user is None or not user.enabled:
        raise PageError(_FAILED, reason="the token's user is not there or not enabled")
    return token, user


def _own_session(call: Call, token: verify.Verified, client: Client) -> AuthenticationSession | None:
    """The login that the token was made in, when this browser has it."""
    parts = token.text("asid").split(".")
    found = login_session.find_tab(call, client, parts[1]) if len(parts) == 3 else None
    return found if found is not None and found.root == parts[0] else None


def _fresh(call: Call, client: Client, user: User, redirect_uri: str = "") -> Attempt:
    """A login of the token's user that ends when its actions are done."""
    target = redirect_uri or detached.home(call, client) or f"{call.context.issuer}/account/"
    session = login_session.begin(call, client, {"redirect_uri": target, "response_type": "code"}, target)
    attempt = browser_login.attempt_of(call, client, replace(session, user_id=user.id))
    attempt.set_note(_END, redirect_uri or "none")
    return attempt


def _verify_email(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    own, home = _own_session(call, token, client), _home(call, client)
    told = {"action": action_token.VERIFY_EMAIL, "email": token.text("eml"), "token_id": token.text("jti")}
    if user.email_verified or user.email != token.text("eml"):
        _record(call, client, user, "VERIFY_EMAIL", "email_already_verified", **told, username=None)
        return notice.render(call, Text("emailVerifiedMessageHeader"), Text("emailVerifiedAlreadyMessage"), home)
    if own is None:
        session = login_session.begin(call, client, {"response_type": "code"}, client.base_url)
        login_session.keep(call, replace(session, notes={"confirmed": "true"}))
        link = _again(call, session, user, client, action_token.VERIFY_EMAIL, eml=user.email, oasid=token.text("asid"))
        return notice.render(
            call, Text("confirmEmailAddressVerificationHeader"), Text("confirmEmailAddressVerification", user.email), _proceed(link)
        )
    attempt = browser_login.attempt_of(call, client, replace(own, user_id=user.id, acting=True, flow_path="required-action"))
    attempt.update_user(emailVerified=True)
    attempt.no_longer_require("VERIFY_EMAIL")
    login_events.record(call, attempt, "VERIFY_EMAIL", **told)
    if attempt.note("confirmed"):
        login_session.forget(call, own)
        _forget_origin(call, token)
        return notice.render(call, Text("emailVerifiedMessageHeader"), Text("emailVerifiedMessage"), home)
    login_session.keep(call, replace(attempt.session, execution=""))
    return redirect(f"{call.context.issuer}/login-actions/required-action?{urlencode(login_session.tab_query(own))}", headers=[NO_STORE])


def _update_email(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    old, new = token.text("oldEmail"), token.text("newEmail")
    told = {"action": action_token.UPDATE_EMAIL, "username": None}
    if user.email != old or update_email.pending(user) != new:
        _record(call, client, user, "EXECUTE_ACTIONS", "invalid_email", reason="staleEmailVerificationLink", **told)
        raise PageError(_STALE, reason=f"the user's address is not '{old}' any more, or '{new}' does not wait for its link")
    attempt = _fresh(call, client, user, token.text("reduri"))
    attempt.session = replace(attempt.session, acting=True, execution=update_email.ALIAS)
    faults = update_email.faults(call.tables, user, [new])
    if faults:
        raise PageError(profile_form.text_of(faults[0]), reason=f"the address '{new}' cannot be taken any more")
    update_email.change(attempt, new, verified=True)
    attempt.no_longer_require(update_email.ALIAS)
    if token.claims.get("logoutSessions"):
        actions.end_others(attempt)
    attempt.events.append(("UPDATE_EMAIL", "", {"previous_email": old, "updated_email": new, **told}))
    login_events.drain(call, attempt)
    return notice.render(call, Text("emailUpdatedTitle"), Text("emailUpdated", new))


def _reset_credentials(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    _use(call, token, user, client)
    own = _own_session(call, token, client)
    if own is not None and own.user_id == user.id:
        attempt = browser_login.attempt_of(call, client, replace(own, flow_path="reset-credentials"))
    else:
        attempt = _fresh(call, client, user)
        attempt.session = replace(attempt.session, flow_path="reset-credentials")
    attempt.set_note("action token", action_token.RESET_CREDENTIALS)
    return browser_login.answer(call, attempt, browser_login.run(attempt))


def _execute_actions(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    wanted = [name for name in token.claims.get("rqac") or () if isinstance(name, str)]
    own = _own_session(call, token, client)
    if own is None:
        attempt = _fresh(call, client, user, token.text("reduri"))
        login_session.keep(call, attempt.session)
        link = _again(
            call, attempt.session, user, client, action_token.EXECUTE_ACTIONS, rqac=wanted, reduri=token.claims.get("reduri")
        )  # fmt: skip
        names = [Text(f"requiredAction.{name}") for name in wanted]
        return notice.render(call, Text("confirmExecutionOfActions"), Text("confirmExecutionOfActions"), _proceed(link), names)
    attempt = browser_login.attempt_of(call, client, own)
    for alias in wanted:
        if actions.member(alias) is not None:
            attempt.require(alias)
    if "VERIFY_EMAIL" in wanted:
        attempt.update_user(emailVerified=True)
        attempt.no_longer_require("VERIFY_EMAIL")
    return browser_login.proceed(call, attempt)


def _join_organization(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    """Asks whether the user wants to become a member, and makes it one when the same browser comes back."""
    own, target = _own_session(call, token, client), token.text("reduri")
    try:
        invitation, organization = invitations.opened(call.context, token, user)
    except invitations.Refused as refused:
        member = organizations.by_id(call.tables, token.text("org_id")) is not None and refused.heading == invitations.USED
        back = target if member and refused.text != invitations.STALE else detached.home(call, client)
        home = (back, Text("backToApplication")) if back else None
        return notice.render(call, refused.heading, refused.text, home, status=400)
    name = str(organization.get("name"))
    if own is None:
        attempt = _fresh(call, client, user, target)
        login_session.keep(call, attempt.session)
        claims = {"eml": invitation.email, "reduri": target, "org_id": invitation.organization_id, "invitation": invitation.id}
        link = _again(call, attempt.session, user, client, invitations.TYPE, **claims)
        heading = Text("organization.confirm-membership.title", name)
        return notice.render(call, heading, Text("organization.confirm-membership", name), _proceed(link))
    invitations.accept(call.context, invitation, organization, user, "UNMANAGED")
    attempt = browser_login.attempt_of(call, client, own)
    actions.evaluate(attempt)
    if actions.next_alias(attempt):
        return browser_login.proceed(call, attempt)
    login_session.forget(call, own)
    return redirect(target, headers=[NO_STORE])


def _again(call: Call, session: AuthenticationSession, user: User, client: Client, kind: str, **claims: Any) -> str:
    """A link of the same kind that belongs to this browser."""
    seconds = action_token.lifespan(call.context, kind)
    text = action_token.make(call.context, kind, user, client, seconds, session=session, **claims)
    return f"{call.context.issuer}/login-actions/action-token?{urlencode({'key': text, **login_session.tab_query(session)})}"


def _record(call: Call, client: Client, user: User, kind: str, error: str, **details: str | None) -> None:
    """Stores the event of a link that no login belongs to."""
    attempt = _fresh(call, client, user)
    attempt.session = replace(attempt.session, acting=True)
    login_events.record(call, attempt, kind, error, **details)


def _forget_origin(call: Call, token: verify.Verified) -> None:
    """The login that sent the message, in another browser, is over when its link was followed elsewhere."""
    parts = token.text("oasid").split(".")
    found = call.tables.authentication_sessions.get(parts[1]) if len(parts) == 3 else None
    if found is not None and found.root == parts[0]:
        login_session.forget(call, found)


def _home(call: Call, client: Client) -> tuple[str, str] | None:
    link = detached.home(call, client)
    return (link, Text("backToApplication")) if link else None


def _proceed(link: str) -> tuple[str, str]:
    return link, Text("proceedWithAction")


def _use(call: Call, token: verify.Verified, user: User, client: Client) -> None:
    key = f"action:{token.text('jti')}"
    table = call.context.tables.single_use
    if key in table:
        details: dict[str, str | None] = {"action": token.text("typ"), "token_id": token.text("jti"), "username": None}
        _record(call, client, user, "RESET_PASSWORD", "expired_code", reason=_USED.key, **details)
        raise PageError(_USED, reason="the link was used before")
    expires = token.claims.get("exp")
    table.put(key, Expiring(key, expires if isinstance(expires, int) else call.context.clock.seconds() + 86400))


_HANDLERS: Mapping[str, Callable[[Call, verify.Verified, User, Client], Response]] = {
    action_token.VERIFY_EMAIL: _verify_email,
    action_token.RESET_CREDENTIALS: _reset_credentials,
    action_token.EXECUTE_ACTIONS: _execute_actions,
    action_token.UPDATE_EMAIL: _update_email,
    invitations.TYPE: _join_organization,
}
