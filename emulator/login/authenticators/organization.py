"""Organization Identity-First Login: asks for the address first where the realm has organizations; without them it stands back."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.core.documents import ReadDocument
from emulator.login import direct_grant, identity_first, person
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator, _passkey, _username_form
from emulator.login.identity_first import ASKS, GOES_ON, ORGANIZATION, STAGE
from emulator.login.outcome import Attempted, Challenge, Outcome, Redirect, Refused
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.realm.views import IdentityProvider, User
from emulator.tokens import organizations

CHOICE = "select_organization"
_MEMBERS_ONLY = "requiresUserMembership"
_UNKNOWN = Text("Your email domain matches an organization but you don't have an account yet.")


def configured_for(attempt: Attempt, user: User) -> bool:
    """Whether the realm has organizations switched on."""
    return attempt.context.realm.organizations_enabled


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """The page that asks for the user name, in realms with organizations; a hint of the application is as good as a name."""
    realm = attempt.context.realm
    if not realm.organizations_enabled or not realm.document.get("organizations"):
        return Attempted()
    user = attempt.user
    if user is not None:
        return _of_known(attempt, user)
    hint = attempt.parameter("login_hint")
    if hint:
        return _go_on(attempt, execution, hint)
    return _page(attempt, identity_first.named_by_scope(attempt))


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """Sends a user to the organization's provider, asks which organization it is about, or keeps the name for the form that follows."""
    if "cancel" in attempt.form:
        return Refused("access_denied")
    if _passkey.is_posted(attempt):
        return _passkey.instead(attempt, lambda text: _page(attempt, identity_first.named_by_scope(attempt), fault=text))
    chosen = attempt.form.get(ORGANIZATION)
    if chosen is not None:
        return _chosen(attempt, chosen)
    if attempt.user is not None:
        return _of_known(attempt, attempt.user)
    name = attempt.form.get("username", "")
    if not name.strip():
        attempt.set_note(person.ATTEMPTED_USERNAME, None)
        return _page(attempt, identity_first.named_by_scope(attempt), errors={"username": Text("invalidUsernameMessage")})
    person.remember(attempt)
    return _go_on(attempt, execution, name)


def _go_on(attempt: Attempt, execution: Execution, name: str) -> Outcome:
    user = direct_grant.lookup(attempt.context, name.strip())
    if user is not None and not user.enabled:
        attempt.log.append(f"user '{user.username}' is not enabled")
        return _refused(person.DISABLED, 400)
    attempt.set_note(person.ATTEMPTED_USERNAME, name.strip())
    named = identity_first.named_by_scope(attempt)
    is_member = user is not None and named in (None, *organizations.of_user(attempt.context.tables, user))
    domain = identity_first.domain_of(user.email if user is not None and is_member else name)
    try:
        organization = named or identity_first.of_name(attempt, user, domain)
    except identity_first.NoDomain as error:
        attempt.log.append(f"'{error}' is no domain")
        return _refused(Text("unexpectedErrorHandlingRequestMessage"), 400)
    attempt.set_note(ORGANIZATION, str(organization["id"]) if organization is not None else None)
    if user is not None and identity_first.to_choose(attempt, user):
        return _choice(attempt, user)
    if organization is not None:
        home = identity_first.way_home(attempt, organization, user, name, domain)
        if home is not None:
            return _home(attempt, *home)
        if user is None:
            return _page(attempt, organization, name, fault=_UNKNOWN if domain else "")
    return _not_a_member(attempt, execution, user, organization) or _settled(attempt, user)


def _of_known(attempt: Attempt, user: User) -> Outcome:
    """What is left to do for a known user: to choose where the organization is open, to go where a member of the one that is named goes."""
    named, left_open = identity_first.named_by_scope(attempt), attempt.note(identity_first.OPEN)
    if named is not None:
        attempt.set_note(ORGANIZATION, str(named["id"]))
    if named is not None and named in organizations.of_user(attempt.context.tables, user):
        home = identity_first.way_home(attempt, named, user, user.username, identity_first.domain_of(user.email))
        if home is not None:
            return _home(attempt, *home)
        if left_open == identity_first.SESSION:
            attempt.set_note("sso", "true")
            return None
    if not left_open:
        return Attempted()
    return _choice(attempt, user) if identity_first.to_choose(attempt, user) else _settled(attempt, user)


def _home(attempt: Attempt, provider: IdentityProvider, name: str) -> Redirect | Attempted:
    if attempt.parameter("prompt") == "none" and not provider.accepts_prompt_none:
        return Attempted()
    return Redirect(f"/broker/{provider.alias}/login", {"login_hint": name})


def _settled(attempt: Attempt, user: User | None) -> Outcome:
    """The name is known; the form that follows asks for the password, of somebody unknown too."""
    attempt.set_note(STAGE, GOES_ON)
    attempt.user = user
    return Attempted()


def _not_a_member(attempt: Attempt, execution: Execution, user: User | None, organization: ReadDocument | None) -> Challenge | None:
    """The error page for who may not go on where only members may."""
    if user is None or execution.config.get(_MEMBERS_ONLY) != "true":
        return None
    mine = organizations.of_user(attempt.context.tables, user)
    if organization is None and not mine:
        return _refused(Text("notMemberOfAnyOrganization"), 403)
    if organization is not None and organization not in mine:
        return _refused(Text("notMemberOfOrganization", organization.get("name")), 403)
    return None


def _refused(message: str, status: int) -> Challenge:
    return Challenge("error", {"message": message, "identity_first": True}, status=status)


def _chosen(attempt: Attempt, alias: str) -> Outcome:
    user = attempt.user or direct_grant.lookup(attempt.context, attempt.note(person.ATTEMPTED_USERNAME))
    if user is None:
        return _page(attempt, None, errors={"username": Text("invalidUsernameMessage")})
    for organization in identity_first.to_choose(attempt, user):
        if organizations.alias(organization) == alias:
            for name in (ORGANIZATION, identity_first.CHOSEN):
                attempt.set_note(name, str(organization["id"]))
            if attempt.note(identity_first.OPEN) == identity_first.SESSION:
                attempt.set_note("sso", "true")
                return None
            return _settled(attempt, user)
    return _choice(attempt, user)


def _choice(attempt: Attempt, user: User) -> Challenge:
    attempt.user = user
    attempt.set_note(identity_first.OPEN, attempt.note(identity_first.OPEN) or identity_first.ANEW)
    shown = [(organizations.alias(one), str(one.get("name"))) for one in identity_first.to_choose(attempt, user)]
    return Challenge(
        CHOICE, {"organizations": shown, "identity_first": True, "attempted_username": attempt.note(person.ATTEMPTED_USERNAME)}
    )


def _page(
    attempt: Attempt, organization: ReadDocument | None, name: str = "", *, fault: str = "", errors: Mapping[str, str] | None = None
) -> Challenge:
    attempt.set_note(STAGE, ASKS)
    attempt.set_note(ORGANIZATION, str(organization["id"]) if organization is not None else None)
    values = person.login_page(attempt, username=name or attempt.remembered, remember_me=bool(attempt.remembered))
    if identity_first.is_closed_to_newcomers(attempt):
        values["can_register"] = False
    message = ("error", fault) if fault else None
    return Challenge(_username_form.PAGE, {**values, "identity_first": True}, errors or {}, message)


AUTHENTICATOR = Authenticator("organization", requires_user=False, authenticate=authenticate, action=action, configured_for=configured_for)
