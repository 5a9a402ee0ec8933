"""The direct grant: a user name and a password, checked as Keycloak's flow of that name does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, NoReturn, Protocol

from emulator.context import Context, events
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError, PageError
from emulator.login import brute_force, unfinished
from emulator.login.outcome import Challenge, FlowError
from emulator.login.passwords import Passwords
from emulator.login.realm_flows import realm_flows
from emulator.realm import refusal
from emulator.realm.executions import Flow
from emulator.realm.views import Client, User
from emulator.tokens import scopes

if TYPE_CHECKING:
    from emulator.login.attempt import Attempt

_DEFAULT = [("direct-grant-validate-username", "REQUIRED", False), ("direct-grant-validate-password", "REQUIRED", False)]


class Sent(Protocol):
    """Parameters of a request."""

    def get(self, name: str) -> str | None:
        """The first value of a parameter; None without one."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Names and values in order."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who the user is, notes for the client's part of the session and for the session, and the kinds of credentials that were used."""

    user: User
    client_notes: Mapping[str, str] = field(default_factory=dict)
    session_notes: Mapping[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()


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


def authenticate(context: Context, passwords: Passwords, client: Client, form: Sent) -> Proof:
    """The user whose account is ready to be used, and what the login leaves; or Keycloak's refusal (OAuthError, AdminError)."""
    if _is_usual(context, client, form):
        proof = Proof(_plain(context, passwords, form), used=frozenset({"password"}))
    else:
        proof = _by_flow(context, passwords, client, form)
    user = proof.user
    asked = [scope.name for scope in scopes.requested(context.tables, client, form.get("scope"))]
    unfinished.check(context, user, asked)
    return proof


def _is_usual(context: Context, client: Client, form: Sent) -> bool:
    """Whether the flow is Keycloak's own and nothing in it but name and password concerns the user: most requests by far."""
    if client.authentication_flow_overrides.get("direct_grant"):
        return False
    if context.tables.derive("direct grant", lambda: "usual" if _is_default(context) else "own") == "own":
        return False
    user = lookup(context, form.get("username") or "")
    return user is None or not any(one.get("type") == "otp" for one in user.credentials)


def _is_default(context: Context) -> bool:
    known = realm_flows(context.tables)
    flow = known.get(context.realm.direct_grant_flow)
    steps = [(one.provider, one.requirement, one.has_config) for one in flow.executions] if flow is not None else []
    rest = flow.executions[2:] if flow is not None else []
    return steps[:2] == _DEFAULT and all(one.requirement == "CONDITIONAL" and _asks_for_codes(known, one.flow) for one in rest)


def _asks_for_codes(known: Mapping[str, Flow], alias: str) -> bool:
    """Whether a flow does nothing for users without one-time codes."""
    flow = known.get(alias)
    providers = [one.provider for one in flow.executions] if flow is not None else []
    return providers == ["conditional-user-configured", "direct-grant-validate-otp"]


def _plain(context: Context, passwords: Passwords, form: Sent) -> User:
    user = named(context, passwords, form.get("username"), form.get("password"))
    check_password(context, passwords, user, form.get("password"))
    return user


def _by_flow(context: Context, passwords: Passwords, client: Client, form: Sent) -> Proof:
    """Runs the client's or the realm's direct grant flow; AdminError where it can tell nobody, which Keycloak did not foresee."""
    from emulator.login import levels
    from emulator.login.attempt import Attempt, Form
    from emulator.login.flow import Run
    from emulator.state.browser import AuthenticationSession

    session = AuthenticationSession(id="", root="", code="", client_id=client.client_id, redirect_uri="", flow_path="direct-grant")
    scope = form.get("scope")
    session = replace(session, parameters={"scope": scope} if scope else {})
    attempt = Attempt(context, passwords, client, session, Form(form))
    run = Run(attempt, _alias(context, client))
    try:
        outcome = run.process()
    except FlowError as error:
        raise refusal.broken(str(error)) from error
    is_denied = isinstance(outcome, Challenge) and outcome.page == "error"
    for kind, error_code, told in attempt.events[: -1 if is_denied else None]:
        user = None if error_code else attempt.user
        details = {name: value for name, value in told.items() if name not in ("user", "session")}
        events.beside(context, kind, user, told.get("session") or "", error=error_code, details=details)
    if isinstance(outcome, Challenge) and outcome.page == "error":
        _deny(attempt, outcome)
    if outcome is not None:
        events.drop(context)
        raise bad_credentials("the flow wants to show a page")
    user = attempt.user
    if not run.successful or user is None:
        raise refusal.broken(str(run.failure()))
    used = frozenset(attempt.note("credentials used").split())
    return Proof(user, levels.client_notes(attempt, {}), attempt.session.session_notes, used)


def _deny(attempt: Attempt, page: Challenge) -> NoReturn:
    """Raises the page with which a step ends the login, and what its event says."""
    event = attempt.events[-1][1] if attempt.events else ""
    raise PageError(str(page.values["message"]), page.status, reason="; ".join(attempt.log), event=event)


def _alias(context: Context, client: Client) -> str:
    override = client.authentication_flow_overrides.get("direct_grant")
    for flow in context.realm.authentication_flows if override else ():
        if override in (flow.get("id"), flow.get("alias")):
            return str(flow.get("alias"))
    return context.realm.direct_grant_flow


def named(context: Context, passwords: Passwords, username: str | None, password: str | None) -> User:
    """The user of this name, who may log in; raises OAuthError, which tells only who knows the password of a disabled account so."""
    if username is None:
        raise OAuthError("invalid_request", "Missing parameter: username", 401, event="user_not_found")
    user = lookup(context, username)
    if user is None:
        raise bad_credentials(f"there is no user '{username}'", "user_not_found")
    if user.service_account_client:
        events.note(context, reason="User is a service account")
        brute_force.failed(context, user)
        raise bad_credentials(f"'{username}' is the user of a client", "invalid_user")
    locked = brute_force.locked_by(context, user)
    if locked:
        raise bad_credentials(f"user '{user.username}' is locked after too many failures", locked)
    if not user.enabled:
        knows = password is not None and passwords.verify(context.answers, user, password, context.realm.name)
        description = "Account disabled" if knows else "Invalid user credentials"
        raise OAuthError("invalid_grant", description, reason=f"user '{user.username}' is not enabled", event="user_disabled")
    return user


def check_password(context: Context, passwords: Passwords, user: User, password: str | None) -> None:
    """Whether the password is the user's; failures count for brute force protection. Raises OAuthError."""
    if password is None or not passwords.verify(context.answers, user, password, context.realm.name):
        brute_force.failed(context, user, "password")
        why = "no password was sent" if password is None else "the password is wrong"
        raise bad_credentials(f"{why} for user '{user.username}'")


def bad_credentials(reason: str, event: str = "invalid_user_credentials") -> OAuthError:
    """The refusal that says nothing of the cause; ``event`` does."""
    return OAuthError("invalid_grant", "Invalid user credentials", reason=reason, event=event)
