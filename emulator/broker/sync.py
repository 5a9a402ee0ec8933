"""What a user of the realm takes over from an identity provider, at the first login by it and at each later one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from emulator.broker import links
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.mappers import BROKER_MAPPERS, BrokerMapper
from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.realm.views import IdentityProvider, IdentityProviderMapper, User
from emulator.state import roles

FORCE = "FORCE"
LEGACY = "LEGACY"
_OWN = {"email": "email", "firstName": "first_name", "lastName": "last_name"}


@dataclass
class Subject:
    """A user whom a mapper works on; ``notes`` are those of the user session that begins."""

    context: Context
    mapper: IdentityProviderMapper
    identity: BrokeredIdentity
    user_id: str
    notes: dict[str, str]

    @property
    def user(self) -> User:
        """The user as it is now; raises LookupError when there is none."""
        found = self.context.tables.user(self.user_id)
        if found is None:
            raise LookupError("the user is not there any more")
        return found

    def set_attribute(self, name: str, values: list[str]) -> None:
        """Gives the user an attribute, or takes it away when there are no values; names and address are the user's own members."""
        document = dict(self.user.document)
        if name in (*_OWN, "username"):
            document[name] = (values or [""])[0]
        else:
            others = {key: old for key, old in self.user.attributes.items() if key != name}
            document["attributes"] = {**others, name: values} if values else others
        if document != self.user.document:
            self.context.tables.users.put(self.user_id, document)

    def grant(self, role_id: str) -> None:
        """Maps a role to the user."""
        roles.add(self.context.tables, self.user_id, [role_id])

    def take(self, role_id: str) -> None:
        """Takes a role from the user."""
        roles.remove(self.context.tables, self.user_id, [role_id])

    def join(self, group_id: str) -> None:
        """Makes the user a member of a group."""
        table = self.context.tables.memberships
        table.put(self.user_id, tuple(dict.fromkeys((*(table.get(self.user_id) or ()), group_id))))

    def leave(self, group_id: str) -> None:
        """Ends the user's membership in a group."""
        table = self.context.tables.memberships
        table.put(self.user_id, tuple(one for one in table.get(self.user_id) or () if one != group_id))


def preprocessed(context: Context, provider: IdentityProvider, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The identity as the mappers see it, before anybody looks for its user; the provider's name for it in small letters unless told."""
    for mapper, member in _mappers(context, provider):
        if member.preprocess is not None:
            identity = member.preprocess(context, mapper, identity)
    if provider.flag("caseSensitiveOriginalUsername"):
        return identity
    return replace(identity, broker_username=identity.broker_username.lower())


def imported(context: Context, provider: IdentityProvider, identity: BrokeredIdentity, user: User, notes: dict[str, str]) -> None:
    """The first login of a user who was made for the identity."""
    _keep_token(context, provider, identity, user)
    if provider.add_read_token_role:
        client = context.tables.client("broker")
        role = context.tables.client_role(client, "read-token") if client is not None else None
        if role is not None:
            roles.add(context.tables, user.id, [role.id])
    for mapper, member in _mappers(context, provider):
        if member.imported is not None:
            member.imported(Subject(context, mapper, identity, user.id, notes))


def updated(context: Context, provider: IdentityProvider, identity: BrokeredIdentity, user: User, notes: dict[str, str]) -> None:
    """A login of a user who was linked before, or has just been."""
    _keep_token(context, provider, identity, user)
    link = links.to(user, provider.alias)
    if provider.text("syncMode") == FORCE:
        if link is not None and link.get("userName") != identity.broker_username:
            user = links.put(context.tables, user, provider.alias, identity.id, identity.broker_username)
        _basic(context, provider, identity, user)
    for mapper, member in _mappers(context, provider):
        mode = mapper.config.get("syncMode") or LEGACY
        mode = provider.text("syncMode") or LEGACY if mode == "INHERIT" else mode
        update = {FORCE: member.updated, LEGACY: member.updated_in_legacy_mode}.get(mode)
        if update is not None:
            update(Subject(context, mapper, identity, user.id, notes))


def verified_if_trusted(context: Context, provider: IdentityProvider, identity: BrokeredIdentity, user: User) -> None:
    """The address of a provider that is trusted counts as verified."""
    if user.email and not user.email_verified and is_trusted(provider, identity):
        context.tables.users.put(user.id, {**user.document, "emailVerified": True})


def is_trusted(provider: IdentityProvider, identity: BrokeredIdentity) -> bool:
    """Whether the address that the provider told is verified: its addresses are trusted, and it does not say that this one is not."""
    return provider.trust_email and str(identity.claims.get("email_verified", True)).lower() == "true"


def _basic(context: Context, provider: IdentityProvider, identity: BrokeredIdentity, user: User) -> None:
    document = dict(user.document)
    for member, attribute in _OWN.items():
        value = getattr(identity, attribute)
        if value and value != document.get(member):
            document[member] = value.lower() if member == "email" else value
            if member == "email":
                document["emailVerified"] = False
    if document.get("email") and is_trusted(provider, identity):
        document["emailVerified"] = True
    if document != user.document:
        context.tables.users.put(user.id, document)


def _keep_token(context: Context, provider: IdentityProvider, identity: BrokeredIdentity, user: User) -> None:
    if provider.store_token and identity.token:
        context.tables.brokered_tokens.put(links.token_key(user, provider.alias), identity.token)


def _mappers(context: Context, provider: IdentityProvider) -> Iterator[tuple[IdentityProviderMapper, BrokerMapper]]:
    for document in context.realm.identity_provider_mappers:
        mapper = IdentityProviderMapper(document)
        member = BROKER_MAPPERS.get(mapper.mapper) if mapper.alias == provider.alias else None
        if member is not None:
            yield mapper, member


def with_attribute(identity: BrokeredIdentity, name: str, values: list[str]) -> BrokeredIdentity:
    """The identity with an attribute for the user that is made; names and address are members of their own."""
    if name in _OWN:
        own: dict[str, Any] = {_OWN[name]: (values or [""])[0]}
        return replace(identity, **own)
    if name == "username":
        return replace(identity, username=(values or [""])[0])
    return replace(identity, attributes={**identity.attributes, name: values})
