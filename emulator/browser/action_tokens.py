"""Links that were sent by mail: each continues the login that it was made in, or begins one that ends when its actions are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from emulator.browser import action_token_entry as entry
from emulator.browser import flow_run, login_events, provider_link, tabs
from emulator.browser import login as browser_login
from emulator.core.errors import PageError
from emulator.login import action_token, actions, invitations, profile_form, redirect_uris
from emulator.login.attempt import END, Form
from emulator.login.authenticators.identity_provider_redirector import FORWARDED_ERROR
from emulator.login.outcome import Challenge
from emulator.login.required_actions import update_email
from emulator.pages import detached, notice
from emulator.pages.render import NO_STORE
from emulator.realm.texts import Text
from emulator.realm.views import Client, User
from emulator.state import organizations
from emulator.tokens import verify
from emulator.web.call import Call
from emulator.web.response import Response, redirect

_STARTS_ANEW = Text("expiredActionTokenSessionExistsMessage")
_STALE = Text("staleEmailVerificationLink")
_NOT_ALLOWED = Text("resetCredentialNotAllowedMessage")


def follow(call: Call) -> Response:
    """Does what the token says; the error page for one that is unreadable, has expired, or was used."""
    try:
        token, user, client = entry.read(call)
    except entry.Expired as expired:
        return _begun_anew(call, expired)
    return _HANDLERS[token.text("typ")](call, token, user, client)


def _begun_anew(call: Call, expired: entry.Expired) -> Response:
    """The login that the token was made in begins from its beginning."""
    expired.tab.forget()
    attempt = expired.tab.again().attempt()
    attempt.form = Form()
    # What was wrong is to be read: the browser is not sent on to a provider.
    attempt.set_note(FORWARDED_ERROR, _STARTS_ANEW.key)
    outcome = flow_run.run_or_tell(call, attempt)
    if isinstance(outcome, Challenge):
        outcome = replace(outcome, message=("error", _STARTS_ANEW))
    return browser_login.answer(call, attempt, outcome)


def looked_at(call: Call) -> Response:
    """Mail scanners ask for the head of a link before its reader does; that uses nothing up."""
    return Response(200, headers=[NO_STORE])


def _verify_email(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    own, home = entry.own_tab(call, token, client), _home(call, client)
    told = {"action": action_token.VERIFY_EMAIL, "email": token.text("eml"), "token_id": token.text("jti")}
    if user.email_verified or user.email != token.text("eml"):
        entry.record(call, client, user, "VERIFY_EMAIL", "email_already_verified", {**told, "username": None})
        return notice.render(call, Text("emailVerifiedMessageHeader"), Text("emailVerifiedAlreadyMessage"), home)
    if own is None:
        # A link that no login sent is an administrator's.
        by_login = token.claims.get("asid")
        if by_login is None:
            tab = tabs.of(call, entry.fresh(call, client, user, _target(call, token, client)))
        else:
            tab = tabs.begin(call, client, {"response_type": "code"}, client.base_url)
            tab.note("confirmed", "true")
        tab.keep()
        link = entry.again(tab, user, action_token.VERIFY_EMAIL, identifier=token.text("jti"), eml=user.email, oasid=by_login)
        return notice.render(
            call, Text("confirmEmailAddressVerificationHeader"), Text("confirmEmailAddressVerification", user.email), _proceed(link)
        )
    own.session = replace(own.session, user_id=user.id, acting=True, flow_path="required-action")
    attempt = own.attempt()
    attempt.update_user(emailVerified=True)
    attempt.no_longer_require("VERIFY_EMAIL")
    login_events.record(call, attempt, "VERIFY_EMAIL", **told)
    if attempt.note(END):
        return browser_login.proceed(call, attempt)
    if attempt.note("confirmed"):
        own.forget()
        origin = entry.origin(call, token, client)
        if origin is not None:
            origin.forget()
        return notice.render(call, Text("emailVerifiedMessageHeader"), Text("emailVerifiedMessage"), home)
    attempt.session = replace(attempt.session, execution="")
    tab = tabs.of(call, attempt)
    tab.keep()
    return tab.show()


def _update_email(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    old, new = token.text("oldEmail"), token.text("newEmail")
    told = {"action": action_token.UPDATE_EMAIL, "username": None}
    if user.email != old:
        entry.refuse_known(call, token, client, user, _STALE, "invalid_email", f"the user's address is not '{old}' any more")
    if update_email.pending(user) != new:
        raise PageError(Text("emailVerificationCancelled"), reason=f"'{new}' does not wait for its link")
    attempt = entry.fresh(call, client, user, token.text("reduri"))
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
    if not call.context.realm.reset_password_allowed:
        entry.refuse_known(call, token, client, user, _NOT_ALLOWED, "not_allowed", "the realm does not allow it any more")
    entry.check_address(call, token, user, client)
    entry.check_unused(call, token, user, client)
    own = entry.own_tab(call, token, client)
    attempt = own.attempt() if own is not None and own.session.user_id == user.id else entry.fresh(call, client, user)
    attempt.session = replace(attempt.session, flow_path="reset-credentials")
    attempt.set_note("action token", action_token.RESET_CREDENTIALS)
    action_token.spend_at_end(attempt, token.text("jti"))
    try:
        return browser_login.answer(call, attempt, flow_run.run(attempt))
    except PageError as error:
        if error.event:
            login_events.link_failed(call, attempt, error.event, token)
        raise


def _execute_actions(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    wanted, target = _wanted(call, token, user, client)
    entry.check_unused(call, token, user, client)
    own = entry.own_tab(call, token, client)
    if own is None:
        tab = tabs.of(call, entry.fresh(call, client, user, _target(call, token, client)))
        tab.keep()
        link = entry.again(
            tab, user, action_token.EXECUTE_ACTIONS, identifier=token.text("jti"), eml=token.claims.get("eml"), rqac=wanted, reduri=target
        )
        names = [Text(f"requiredAction.{name}") for name in wanted]
        return notice.render(call, Text("confirmExecutionOfActions"), Text("confirmExecutionOfActions"), _proceed(link), names)
    attempt = own.attempt()
    action_token.spend_at_end(attempt, token.text("jti"))
    for alias in wanted:
        if actions.member(alias) is not None:
            attempt.require(alias)
    if "VERIFY_EMAIL" in wanted:
        attempt.update_user(emailVerified=True)
        attempt.no_longer_require("VERIFY_EMAIL")
    return browser_login.proceed(call, attempt)


def _wanted(call: Call, token: verify.Verified, user: User, client: Client) -> tuple[list[str], str | None]:
    """The actions of a token, and where it leads; raises PageError for what cannot be done, or leads elsewhere than the client's places."""
    wanted, target = token.claims.get("rqac"), token.claims.get("reduri")
    if not isinstance(wanted, list) or isinstance(target, dict | list):
        entry.refuse_unreadable(call, token)
    if target is not None and not redirect_uris.is_among(client, call.context, client.redirect_uris, str(target)):
        text, why = Text("invalidRedirectUriMessage"), f"'{target}' is not among the client's redirect URIs"
        entry.refuse_known(call, token, client, user, text, "invalid_redirect_uri", why)
    entry.check_address(call, token, user, client)
    names = [str(name) for name in wanted]
    if any(actions.member(name) is None for name in names):
        text, why = Text("invalidTokenRequiredActions"), f"one of {names} is no required action"
        entry.refuse_known(call, token, client, user, text, "resolve_required_actions", why)
    return names, None if target is None else str(target)


def _join_organization(call: Call, token: verify.Verified, user: User, client: Client) -> Response:
    """Asks whether the user wants to become a member, and makes it one when the same browser comes back."""
    own, target = entry.own_tab(call, token, client), token.text("reduri")
    try:
        invitation, organization = invitations.opened(call.context, token, user)
    except invitations.Refused as refused:
        member = organizations.by_id(call.tables, token.text("org_id")) is not None and refused.heading == invitations.USED
        back = target if member and refused.text != invitations.STALE else detached.home(call, client)
        home = (back, Text("backToApplication")) if back else None
        return notice.render(call, refused.heading, refused.text, home, status=400)
    name = str(organization.get("name"))
    if own is None:
        tab = tabs.of(call, entry.fresh(call, client, user, target))
        tab.keep()
        claims = {"eml": invitation.email, "reduri": target, "org_id": invitation.organization_id, "invitation": invitation.id}
        link = entry.again(tab, user, invitations.TYPE, **claims)
        heading = Text("organization.confirm-membership.title", name)
        return notice.render(call, heading, Text("organization.confirm-membership", name), _proceed(link))
    invitations.accept(call.context, invitation, organization, user, "UNMANAGED")
    attempt = own.attempt()
    actions.evaluate(attempt)
    if actions.next_alias(attempt):
        return browser_login.proceed(call, attempt)
    own.forget()
    return redirect(target, headers=[NO_STORE])


def _target(call: Call, token: verify.Verified, client: Client) -> str:
    """Where an administrator's link leads in the end: as asked, else to the client's place; as observed not to that of the account."""
    return token.text("reduri") or (detached.home(call, client) if client.client_id != "account" else "")


def _home(call: Call, client: Client) -> tuple[str, str] | None:
    link = detached.home(call, client)
    return (link, Text("backToApplication")) if link else None


def _proceed(link: str) -> tuple[str, str]:
    return link, Text("proceedWithAction")


_HANDLERS: Mapping[str, Callable[[Call, verify.Verified, User, Client], Response]] = {
    action_token.VERIFY_EMAIL: _verify_email,
    action_token.RESET_CREDENTIALS: _reset_credentials,
    action_token.EXECUTE_ACTIONS: _execute_actions,
    action_token.UPDATE_EMAIL: _update_email,
    action_token.LINK_PROVIDER: provider_link.follow,
    invitations.TYPE: _join_organization,
}
