"""One realm as one request sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any
from weakref import ref

from emulator.context.outbox import Audience, Outbox
from emulator.context.presented import Presented
from emulator.context.terms import Terms
from emulator.context.trust import Trust
from emulator.core import web_address
from emulator.core.asking import Answers, AtOnce
from emulator.core.clock import Clock
from emulator.core.dataclass import dataclass
from emulator.core.ids import Ids
from emulator.keys.ring import KeyRing
from emulator.keys.vault import Vault
from emulator.realm import web_origins
from emulator.realm.views import Client, Realm
from emulator.state.store import RealmTables

KEY_PROVIDER = "org.keycloak.keys.KeyProvider"


@dataclass(slots=True)
class Context:
    """The realm's tables and keys, the clock, the source of identifiers, and where the request came in.

    ``base`` is the URL below which the realm is served, without a trailing slash: ``http://localhost:8080/auth``; ``remote_address`` is the
    caller's IP address, ``user_agent`` the program that it says it is; ``admin_base`` the URL of the Admin API where that has one of its
    own. ``answers`` is where to ask for what takes long; without any it is done on the spot. ``outbox`` takes what is to be sent and told,
    ``audience`` is who is told of events. ``certificates`` looks at the certificate that a client has shown and those that it sent along,
    in DER; ``trust`` is what they are judged by. ``presented`` looks at the token and the proof of possession in the request's headers.
    ``terms`` hold for the request's tokens.
    """

    tables: RealmTables
    clock: Clock
    ids: Ids
    vault: Vault
    base: str
    remote_address: str = ""
    admin_base: str = ""
    answers: Answers = field(default_factory=AtOnce)
    outbox: Outbox = field(default_factory=Outbox)
    audience: Audience | None = None
    certificates: Callable[[], Sequence[bytes]] = tuple
    presented: Callable[[], Presented] = Presented
    terms: Terms = field(default_factory=Terms)
    trust: Trust = field(default_factory=Trust)
    user_agent: str | None = None
    issuer: str = ""

    def __post_init__(self) -> None:
        """The realm's issuer identifier follows the base URL."""
        self.issuer = f"{self.base}/realms/{self.tables.realm.name}"
        self.admin_base = self.admin_base or self.base

    @property
    def realm(self) -> Realm:
        """View of the realm's representation."""
        return self.tables.realm

    def root_url(self, client: Client) -> str:
        """A client's root URL, what stands for the server's own URLs replaced; the server's origin for a client without one."""
        return web_origins.root_url(client, self.base, self.admin_base) or web_address.origin(self.base)

    def absolute(self, client: Client, url: str) -> str:
        """A URL of the client; one that begins with a slash is put behind its root URL as that is written, slash and all (as observed)."""
        return self.root_url(client) + url if url.startswith("/") else url

    def web_origins(self, client: Client) -> list[str]:
        """The origins of pages that may call on a client's behalf."""
        return web_origins.web_origins(client, self.base, self.admin_base)

    @property
    def keys(self) -> KeyRing:
        """The realm's keys."""
        return key_ring(self.tables, self.vault, self.clock.now)


def frontend(realm: Realm, base: str) -> str:
    """The URL below which a realm is served: its attribute ``frontendUrl`` wins over where the server was reached, ``base``."""
    return (realm.attributes.get("frontendUrl") or "").rstrip("/") or base


def key_ring(tables: RealmTables, vault: Vault, now: Callable[[], float]) -> KeyRing:
    """The key ring of a realm, kept until one of the realm's documents changes."""
    found: KeyRing | None = tables.memo.get("keys")
    if found is None:
        components = tables.components.many("type", KEY_PROVIDER)
        # A ring that held the tables that hold it would keep a realm that is deleted.
        add = partial(_add, ref(tables))
        found = tables.memo["keys"] = KeyRing(components, vault, tables.realm.name, now, add=add)
    return found


def _add(of: ref[RealmTables], component: Mapping[str, Any]) -> None:
    """Keeps the component that a realm gets when it lacks a key, as Keycloak does."""
    tables = of()
    if tables is not None:
        tables.components.put(component["id"], {**component, "parentId": tables.id})
