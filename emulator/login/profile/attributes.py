"""The attributes of the user profile, as somebody meets them who looks at or writes a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.login.profile.config import config
from emulator.realm.views import User
from emulator.state.store import RealmTables

ROOT = ("username", "email", "firstName", "lastName")
LOCALE = "locale"
TERMS = "terms_and_conditions"
_ACCEPTED = {"name": TERMS, "displayName": "${termsAndConditionsUserAttribute}"}
_BUSINESS = ("username", "email")
_ALWAYS = (
    {"name": "username", "displayName": "${username}"},
    {"name": "email", "displayName": "${email}", "required": {"roles": ["user"]}},
)


class Kind(Enum):
    """Through which door a user is looked at or written (UserProfileContext)."""

    USER_API = "Admin API"
    ACCOUNT = "account"
    REGISTRATION = "registration form"
    UPDATE_PROFILE = "form of a required action"
    UPDATE_EMAIL = "form of another address"
    IDP_REVIEW = "form of a first login by an identity provider"

    @property
    def role(self) -> str:
        """Who stands at the door, as ``permissions`` and ``required`` name it."""
        return "admin" if self is Kind.USER_API else "user"

    @property
    def is_form(self) -> bool:
        """Whether a form is filled in there, which need not have everything."""
        return self not in (Kind.USER_API, Kind.ACCOUNT)

    @property
    def is_form_of_known(self) -> bool:
        """Whether a form is filled in for somebody whom the realm, or an identity provider, knows."""
        return self in (Kind.UPDATE_PROFILE, Kind.UPDATE_EMAIL, Kind.IDP_REVIEW)

    @property
    def is_of_user(self) -> bool:
        """Whether an existing user stands there and writes itself."""
        return self in (Kind.ACCOUNT, Kind.UPDATE_PROFILE, Kind.UPDATE_EMAIL)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its configuration, and what of it holds at this door for this user."""

    document: Mapping[str, Any]
    name: str
    required: bool
    editable: bool
    visible: bool
    kept: bool = False
    """What is sent for it does not count, and nothing is said of it."""
    elsewhere: bool = False
    """Its value is changed at another door alone: another value is a fault here, which a form without its field cannot show."""

    @property
    def label(self) -> str:
        """The display name as it is configured; the name without one, of which Keycloak's own have a message."""
        usual = f"${{{self.name}}}" if self.name in _BUSINESS else self.name
        return str(self.document.get("displayName", usual) or self.name)

    @property
    def validations(self) -> Mapping[str, Any]:
        """Configurations of validators by their id."""
        return self.document.get("validations") or {}

    @property
    def multivalued(self) -> bool:
        """Whether it may have several values."""
        return bool(self.document.get("multivalued"))

    @property
    def default(self) -> str:
        """The value of a user without one; empty for none."""
        return str(self.document.get("defaultValue") or "")


def of(tables: RealmTables, kind: Kind, user: User | None, scopes: Sequence[str]) -> list[Attribute]:
    """The attributes that the profile has at a door, in its order; the name and the address always are among them."""
    return [_attribute(tables, document, kind, user, scopes) for document in _selected(tables, kind, scopes)]


def _selected(tables: RealmTables, kind: Kind, scopes: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    documents: Sequence[Mapping[str, Any]] = config(tables).get("attributes") or ()
    names = {document["name"] for document in documents}
    if TERMS not in names and kind is Kind.USER_API:
        yield {**_ACCEPTED, "permissions": {"view": [kind.role] if _has_action(tables, "TERMS_AND_CONDITIONS") else []}}
    if LOCALE not in names and not kind.is_form_of_known and has_languages(tables):
        yield {"name": LOCALE, "permissions": {"view": [kind.role], "edit": [kind.role]}}
    yield from (document for document in _ALWAYS if document["name"] not in names)
    for document in documents:
        asked = (document.get("selector") or {}).get("scopes") or ()
        if kind is Kind.USER_API or document["name"] in _BUSINESS or not asked or any(scope in scopes for scope in asked):
            yield document


def _attribute(tables: RealmTables, document: Mapping[str, Any], kind: Kind, user: User | None, scopes: Sequence[str]) -> Attribute:
    name: str = document["name"]
    permissions = document.get("permissions") or {}
    edit, view = permissions.get("edit") or (), permissions.get("view") or ()
    if name in _BUSINESS and not edit and not view:
        edit = view = (kind.role,)
    is_of_service = is_of_client(user)
    elsewhere = name == "email" and _address_changes_elsewhere(tables, kind, user)
    visible, editable, kept = kind.role in view or kind.role in edit, kind.role in edit, False
    if name == "username":
        is_address = tables.realm.registration_email_as_username
        kept = is_address and not is_of_service
        editable = not is_address and (user is None or kind is Kind.IDP_REVIEW or tables.realm.edit_username_allowed)
    elif name == TERMS and kind is Kind.USER_API:
        editable, kept = is_of_service, not is_of_service
    elif name == "email" and kind.is_of_user:
        kept = elsewhere or _address_is_name(tables, kind)
        editable = editable and not kept and not (kind is Kind.ACCOUNT and address_has_its_action(tables))
    required = (name == "username" or not is_of_service) and _is_required(tables, document, kind, scopes)
    return Attribute(document, name, required, editable, visible, kept, elsewhere)


def is_of_client(user: User | None) -> bool:
    """Whether this is a service account: nothing is required of it, any attribute may be written, its name goes by its client."""
    return user is not None and bool(user.service_account_client)


def _address_is_name(tables: RealmTables, kind: Kind) -> bool:
    """Whether a user's address stays since it is the name, which users may not change."""
    realm = tables.realm
    return kind is not Kind.UPDATE_EMAIL and realm.registration_email_as_username and not realm.edit_username_allowed


def _address_changes_elsewhere(tables: RealmTables, kind: Kind, user: User | None) -> bool:
    """Whether the form of the profile leaves a user's address to an action of its own."""
    return kind is Kind.UPDATE_PROFILE and user is not None and bool(user.email) and address_has_its_action(tables)


def has_languages(tables: RealmTables) -> bool:
    """Whether the realm speaks several languages, so that users have one of their own."""
    return bool(tables.document.get("internationalizationEnabled"))


def address_has_its_action(tables: RealmTables) -> bool:
    """Whether the required action UPDATE_EMAIL is enabled: then it alone changes addresses, not the form of the profile."""
    return _has_action(tables, "UPDATE_EMAIL")


def _has_action(tables: RealmTables, alias: str) -> bool:
    return any(action.get("alias") == alias and action.get("enabled", True) for action in tables.realm.required_actions)


def _is_required(tables: RealmTables, document: Mapping[str, Any], kind: Kind, scopes: Sequence[str]) -> bool:
    is_named_by_address = tables.realm.registration_email_as_username
    if document["name"] == "username":
        return not is_named_by_address
    if document["name"] == "email" and is_named_by_address:
        return True
    required = document.get("required")
    if required is None:
        return False
    roles, wanted = required.get("roles") or (), required.get("scopes") or ()
    if wanted:
        return kind is not Kind.USER_API and any(scope in scopes for scope in wanted)
    return kind.role in roles or not roles
