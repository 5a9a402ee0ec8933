"""The direct grant: a user name and a password, checked as Keycloak's flow of that name does."""

from __future__ import annotations

from emulator.core.errors import OAuthError
from emulator.login import account, brute_force
from emulator.login.passwords import Passwords
from emulator.realm.views import User
from emulator.tokens.context import Context


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


def authenticate(context: Context, passwords: Passwords, username: str | None, password: str | None) -> User:
    """The user whose account is ready to be used, or Keycloak's refusal (OAuthError)."""
    user = credentials(context, passwords, username, password)
    unfinished = account.unfinished(context, user)
    if unfinished:
        raise OAuthError(
            "invalid_grant",
            "Account is not fully set up",
            reason=f"user '{user.username}' has to {', '.join(unfinished)} first",
        )
    return user


def credentials(context: Context, passwords: Passwords, username: str | None, password: str | None) -> User:
    """The user with this name and password, or Keycloak's refusal (OAuthError) in the order of its checks."""
    if username is None:
        raise OAuthError("invalid_request", "Missing parameter: username", 401)
    user = lookup(context, username)
    if user is None or user.service_account_client:
        raise _bad_credentials(f"there is no user '{username}'")
    locked = brute_force.locked_until(context, user)
    if locked:
        wait = locked - context.clock.seconds()
        raise _bad_credentials(f"user '{user.username}' is locked for another {wait} s after too many failures")
    if brute_force.locked_for_good(context, user):
        raise _bad_credentials(f"user '{user.username}' is locked for good after too many failures")
    if not user.enabled:
        raise OAuthError("invalid_grant", "Account disabled", reason=f"user '{user.username}' is not enabled")
    if password is None or not passwords.verify(user, password):
        brute_force.failed(context, user)
        why = "no password was sent" if password is None else "the password is wrong"
        raise _bad_credentials(f"{why} for user '{user.username}'")
    brute_force.succeeded(context, user)
    return user


def _bad_credentials(reason: str) -> OAuthError:
    return OAuthError("invalid_grant", "Invalid user credentials", reason=reason)
