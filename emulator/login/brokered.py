"""A first login by an identity provider, as the steps of its flow see it."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker import identity as identities
from emulator.broker import links
from emulator.broker.identity import BrokeredIdentity
from emulator.login.attempt import Attempt
from emulator.login.outcome import FlowError
from emulator.login.profile import ROOT, Values
from emulator.realm.texts import Text
from emulator.realm.views import IdentityProvider, User

CONTEXT = "BROKERED_CONTEXT"
AFTERWARDS = "PBL_BROKERED_IDENTITY_CONTEXT"
EXISTING = "EXISTING_USER_INFO"
REVIEW = "ENFORCE_UPDATE_PROFILE"
EMAIL_CHANGED = "UPDATE_PROFILE_EMAIL_CHANGED"
USERNAME_CHANGED = "UPDATE_PROFILE_USERNAME_CHANGED"
REGISTERED = "BROKER_REGISTERED_NEW_USER"
OVERRIDE = "OVERRIDE_LINK"
VERIFIED = "VERIFY_ACCOUNT_IDP_USERNAME"
_UNEXPECTED = Text("unexpectedErrorHandlingRequestMessage")


def identity_of(attempt: Attempt) -> BrokeredIdentity:
    """Who the provider says that this is; raises FlowError in a login that no provider is part of."""
    text = attempt.note(CONTEXT)
    if not text:
        raise FlowError(Text("invalidUserMessage"), reason="the step belongs into a first broker login flow")
    return identities.from_text(text)


def vouched_for(attempt: Attempt) -> BrokeredIdentity | None:
    """Who a provider has said that this is, in its first login or in the flow after one; None where none has said so."""
    text = attempt.note(CONTEXT) or attempt.note(AFTERWARDS)
    return identities.from_text(text) if text else None


def provider_of(attempt: Attempt) -> IdentityProvider:
    """The provider; raises FlowError when it has gone meanwhile."""
    alias = identity_of(attempt).alias
    found = links.provider(attempt.context.tables, alias)
    if found is None:
        raise FlowError(_UNEXPECTED, reason=f"there is no identity provider '{alias}' any more")
    return found


def keep(attempt: Attempt, identity: BrokeredIdentity) -> None:
    """Remembers what is known now."""
    attempt.set_note(CONTEXT, identity.to_text())


def existing(attempt: Attempt) -> User | None:
    """The user that was found to have the same name or address; None without one."""
    found = attempt.note(EXISTING).partition(" ")[0]
    return attempt.context.tables.user(found) if found else None


def duplicate(attempt: Attempt, identity: BrokeredIdentity) -> str:
    """Who has the address or the name already, as ``id field value``; empty when nobody does."""
    tables = attempt.context.tables
    if identity.email and not tables.realm.duplicate_emails:
        for document in tables.users.many("email", identity.email.lower()):
            return f"{document['id']} email {identity.email}"
    named = tables.users.one("username", username(attempt, identity).lower())
    return f"{named['id']} username {username(attempt, identity)}" if named is not None else ""


def username(attempt: Attempt, identity: BrokeredIdentity) -> str:
    """What the user will be called."""
    return identity.email if attempt.context.realm.registration_email_as_username else identity.username


def values(attempt: Attempt, identity: BrokeredIdentity) -> Values:
    """The identity as attributes of the user profile."""
    own = {
        "username": username(attempt, identity), "email": identity.email, "firstName": identity.first_name, "lastName": identity.last_name,
    }  # fmt: skip
    return {**{name: [value] for name, value in own.items() if value}, **{name: list(found) for name, found in identity.attributes.items()}}


def corrected(identity: BrokeredIdentity, typed: Values) -> BrokeredIdentity:
    """The identity with what the user typed in."""

    def newest(name: str, old: str) -> str:
        return (typed[name] or [""])[0] if name in typed else old

    others = {name: values for name, values in typed.items() if name not in ROOT}
    return replace(
        identity,
        username=newest("username", identity.username),
        email=newest("email", identity.email),
        first_name=newest("firstName", identity.first_name),
        last_name=newest("lastName", identity.last_name),
        attributes={**identity.attributes, **others},
    )
