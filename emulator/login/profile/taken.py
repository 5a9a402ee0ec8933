"""Names and addresses that somebody else has. Where one logs in with either, one user's name is not another one's address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from emulator.login.profile.attributes import Kind
from emulator.realm.views import User
from emulator.state.store import RealmTables

USERNAME = "usernameExistsMessage"
EMAIL = "emailExistsMessage"
AMBIGUOUS = "userExistsMessage"
TAKEN = frozenset({USERNAME, EMAIL, AMBIGUOUS})


def faults(tables: RealmTables, kind: Kind, user: User | None, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Attributes and the keys of their messages; a name or an address that the user has already is not asked for."""
    email, name = (next(iter(values.get(key) or ()), "").lower() for key in ("email", "username"))
    new_email = bool(email) and (user is None or email != user.email)
    new_name = bool(name) and (user is None or name != user.username)
    own = user.id if user is not None else ""
    if (new_email or new_name) and _several(tables, {email if new_email else "", name if new_name and crossed(tables) else ""} - {""}):
        yield "email", AMBIGUOUS
        return
    if new_email and not tables.realm.duplicate_emails:
        if owner(tables, "email", email) not in ("", own) or (crossed(tables) and owner(tables, "username", email) not in ("", own)):
            yield "email", EMAIL
        if kind.is_of_user and tables.realm.registration_email_as_username and owner(tables, "username", email) not in ("", own):
            yield "email", USERNAME
    has_no_name = kind is Kind.REGISTRATION and tables.realm.registration_email_as_username
    of_others = {owner(tables, "username", name), owner(tables, "email", name) if crossed(tables) else ""} - {"", own}
    if new_name and not has_no_name and of_others:
        yield "username", USERNAME


def crossed(tables: RealmTables) -> bool:
    """Whether names and addresses are one space."""
    return tables.realm.login_with_email and not tables.realm.duplicate_emails


def owner(tables: RealmTables, key: str, value: str) -> str:
    """The id of the user who has a name or an address; empty for nobody."""
    if key == "username":
        named = tables.users.one(key, value)
        return str(named["id"]) if named is not None else ""
    return next((str(one["id"]) for one in tables.users.many(key, value)), "")


def _several(tables: RealmTables, addresses: set[str]) -> bool:
    """Whether an address is several users' already: Keycloak finds no single one then."""
    if tables.realm.duplicate_emails:
        return False
    return any(len(list(tables.users.many("email", address))) > 1 for address in addresses)
