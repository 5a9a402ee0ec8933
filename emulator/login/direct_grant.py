"""The direct grant: a user name and a password, checked as Keycloak's flow of that name does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from emulator.context import Context
from emulator.core.errors import OAuthError, PageError
from emulator.login import brute_force, unfinished
from emulator.login.outcome import Challenge, FlowError
from emulator.login.passwords import Passwords
from emulator.realm.executions import flows
from emulator.realm.views import Client, User
from emulator.tokens import scopes

_DEFAULT = [("direct-grant-validate-username", "REQUIRED"), ("direct-grant-validate-password", "REQUIRED")]


class Sent(Protocol):
    """Parameters of a request."""

    def get(self, name: str) -> str | None:
        """The first value of a parameter; None without one."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Names and values in order."""


def lookup(context: Context, username: str) -> User | None:
    """The user with this name, or with this email address where the realm allows it."""
    users = context.tables.users
    wanted = username.lower()
    if context.realm.login_with_email and "@" in wanted:
        by_email = users.many("email", wanted)
        if by_email:
            return User(by_email[0])
    found = users.one("username", wanted)
    return User(found) if found is not None else None


def authenticate(context: Context, passwords: Passwords, client: Client, form: Sent) -> tuple[User, dict[str, str]]:
    """The user whose account is ready to be used, and the notes of levels for the client; or Keycloak's refusal (OAuthError)."""
    notes: dict[str, str] = {}
    if _is_usual(context, client, form):
        user = _plain(context, passwords, form)
    else:
        user, notes = _by_flow(context, passwords, client, form)
    asked = [scope.name for scope in scopes.requested(context.tables, client, form.get("scope"))]
    actions = unfinished.actions(context, user, asked)
    if actions:
        raise OAuthError(
            "invalid_grant",
            "Account is not fully set up",
            reason=f"user '{user.username}' has to {', '.join(actions)} first",
            event="resolve_required_actions",
        )
    return user, notes


def _is_usual(context: Context, client: Client, form: Sent) -> bool:
    """Whether the flow is Keycloak's own and nothing in it but name and password concerns the user: most requests by far."""
    if client.authentication_flow_overrides.get("direct_grant"):
        return False
    if context.tables.derive("direct grant", lambda: "usual" if _is_default(context) else "own") == "own":
        return False
    user = lookup(context, form.get("username") or "")
    return user is None or not any(one.get("type") == "otp" for one in user.credentials)


def _is_default(context: Context) -> bool:
    flow = flows(context.realm).get(context.realm.direct_grant_flow)
    steps = [(one.provider, one.requirement) for one in flow.executions] if flow is not None else []
    rest = flow.executions[2:] if flow is not None else []
    return steps[:2] == _DEFAULT and all(one.requirement == "CONDITIONAL" and _asks_for_codes(context, one.flow) for one in rest)


def _asks_for_codes(context: Context, alias: str) -> bool:
    """Whether a flow does nothing for users without one-time codes."""
    flow = flows(context.realm).get(alias)
    providers = [one.provider for one in flow.executions] if flow is not None else []
    return providers == ["conditional-user-configured", "direct-grant-validate-otp"]


def _plain(context: Context, passwords: Passwords, form: Sent) -> User:
    user = named(context, form.get("username"))
    check_password(context, passwords, user, form.get("password"))
    return user


def _by_flow(context: Context, passwords: Passwords, client: Client, form: Sent) -> tuple[User, dict[str, str]]:
    """Runs the client's or the realm's direct grant flow."""
    from emulator.login import levels
    from emulator.login.attempt import Attempt, Form
    from emulator.login.flow import Run
    from emulator.state.browser import AuthenticationSession

    session = AuthenticationSession(id="", root="", code="", client_id=client.client_id, redirect_uri="", flow_path="direct-grant")
    attempt = Attempt(context, passwords, client, session, Form(form))
    run = Run(attempt, _alias(context, client))
    try:
        outcome = run.process()
    except FlowError as error:
        raise bad_credentials(str(error)) from error
    if isinstance(outcome, Challenge) and outcome.page == "error":
        raise PageError(str(outcome.values["message"]), outcome.status, reason="; ".join(attempt.log))
    user = attempt.user
    if outcome is not None or not run.successful or user is None:
        raise bad_credentials(str(run.failure()) if outcome is None else "the flow wants to show a page")
    if not user.enabled:
        raise bad_credentials(f"user '{user.username}' is not enabled")
    return user, levels.client_notes(attempt, {})


def _alias(context: Context, client: Client) -> str:
    override = client.authentication_flow_overrides.get("direct_grant")
    for flow in context.realm.authentication_flows if override else ():
        if override in (flow.get("id"), flow.get("alias")):
            return str(flow.get("alias"))
    return context.realm.direct_grant_flow


def named(context: Context, username: str | None) -> User:
    """The user of this name, who is not locked; raises OAuthError."""
    if username is None:
        raise OAuthError("invalid_request", "Missing parameter: username", 401, event="user_not_found")
    user = lookup(context, username)
    if user is None or user.service_account_client:
        raise bad_credentials(f"there is no user '{username}'", "user_not_found")
    locked = brute_force.locked_until(context, user)
    if locked:
        wait = locked - context.clock.seconds()
        why = f"user '{user.username}' is locked for another {wait} s after too many failures"
        raise bad_credentials(why, "user_temporarily_disabled")
    if brute_force.locked_for_good(context, user):
        raise bad_credentials(f"user '{user.username}' is locked for good after too many failures", "user_disabled")
    return user


def check_password(context: Context, passwords: Passwords, user: User, password: str | None) -> None:
    """Whether the password is the user's; failures count for brute force protection. Raises OAuthError."""
    if password is None or not passwords.verify(context.answers, user, password, context.realm.name):
        brute_force.failed(context, user)
        why = "no password was sent" if password is None else "the password is wrong"
        raise bad_credentials(f"{why} for user '{user.username}'")
    if not user.enabled:
        why = f"user '{user.username}' is not enabled"
        raise OAuthError("invalid_grant", "Account disabled", reason=why, event="user_disabled")
    brute_force.succeeded(context, user)


def bad_credentials(reason: str, event: str = "invalid_user_credentials") -> OAuthError:
    """The refusal that says nothing of the cause; ``event`` does."""
    return OAuthError("invalid_grant", "Invalid user credentials", reason=reason, event=event)
