"""The emulator itself: everything that lives as long as the server does, without any HTTP server around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.configuration.features import SCRIPTS
from emulator.configuration.settings import HOMES, Settings, scripts_folder
from emulator.context import KEY_PROVIDER, Context, frontend, key_ring
from emulator.context.outbox import Outbox
from emulator.context.presented import Presented
from emulator.context.trust import Trust
from emulator.core.asking import Answers, AtOnce
from emulator.core.clock import Clock, monotonic
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.keys.remote import RemoteKeys
from emulator.keys.vault import Vault
from emulator.login.passwords import Passwords
from emulator.state.store import RealmTables, Store
from emulator.state.table import Table
from emulator.testing.faults import Faults
from emulator.testing.happened import Happened
from emulator.testing.recorder import Recorder
from emulator.testing.snapshots import Snapshots
from emulator.testing.webhooks import Webhooks
from emulator.tokens.plan import Plans
from emulator.world.audience import Audience
from emulator.world.sweeper import Sweeper

if TYPE_CHECKING:
    from emulator.authz.scripts import Script, Scripts
    from emulator.consoles.consoles import Consoles


class Emulator:
    """Settings, clock, identifiers, realms, keys, and what was verified already.

    ``snapshots``, ``faults``, ``recorder`` and ``webhooks`` are what tests set and look at; ``started`` is when it came to be, for
    ``core.clock.monotonic``; ``consoles`` are Keycloak's own, where they were given. Raises SettingsError for consoles that cannot be.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        clock: Clock | None = None,
        ids: Ids | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.started = monotonic()
        self.ids = ids or Ids()
        if self.settings.seed and ids is None:
            self.ids.restart(self.settings.seed)
        self.store = Store()
        self.sweeper = Sweeper(self.store, self.clock, lambda tables: self.context(tables, ""))
        self.snapshots = Snapshots(self.store)
        self.faults = Faults()
        self.recorder = Recorder(self.settings.limits.recorded_requests, self.settings.limits.recorded_bytes)
        self.webhooks = Webhooks()
        self.vault = vault or Vault(seed=self.settings.seed)
        self.passwords = Passwords(self.ids)
        self.plans = Plans()
        self.meters = _meters(self.settings)
        self.audience = Audience(self.meters, self.webhooks, Happened() if self.settings.controls != "off" else None)
        self.passwords.observe = self.meters.validation if self.meters is not None else None
        self.remote_keys = RemoteKeys(self.clock.now)
        self.consoles = _consoles(self.settings)
        self._deployed_scripts = _deployed_scripts(self.settings)
        self.trust = Trust(self.authorities, self.settings.certificate_lookup != "default", [f"{home}/conf" for home in HOMES])
        self._authorities: list[Any] | None = None
        self._trusted: str | None = None

    def add_realm(self, document: Mapping[str, Any], *, last_use: bool = False) -> RealmTables:
        """Imports a RealmRepresentation as Keycloak does, defaults completed; refuses a name or an id that is taken (409).

        With ``last_use`` the document is not whole afterwards.
        """
        self.check_taken(document)
        return self.take_in(self.built(document, last_use=last_use))

    def check_taken(self, document: Mapping[str, Any]) -> None:
        """Refuses a realm whose name is taken (409), or that brings an id which something of another realm has."""
        from emulator.world import ids_elsewhere

        name = document.get("realm") or ""
        if name in self.store.realms:
            raise AdminError(409, {"errorMessage": f"Realm {name} already exists"})
        ids_elsewhere.refuse_import(self, document)

    def built(self, document: Mapping[str, Any], *, last_use: bool = False) -> RealmTables:
        """See ``world.transfer.built``."""
        from emulator.world import transfer

        return transfer.built(self, document, last_use=last_use)

    def take_in(self, tables: RealmTables) -> RealmTables:
        """Puts a realm that was built among the others."""
        self.store.adopt(tables)
        from emulator.state import master

        master.add_realm_client(self.store, tables, self.ids)
        return tables

    def aside(self, answers: Answers) -> Answers:
        """Where to ask for long work that draws random numbers: under a seed on the spot, so that they come in one order in each run."""
        return AtOnce() if self.settings.seed else answers

    def add_master(self) -> RealmTables:
        """Makes the realm ``master`` with its first administrator, as Keycloak's first start does."""
        from emulator.realm import complete
        from emulator.state import load
        from emulator.world import temporary_admin

        tables = load.realm(self.store, complete.master(self.ids))
        temporary_admin.add_first(self, tables)
        return tables

    def export(self, tables: RealmTables, *, service_accounts_only: bool = False) -> dict[str, Any]:
        """See ``world.transfer.export``."""
        from emulator.world import transfer

        return transfer.export(self, tables, service_accounts_only=service_accounts_only)

    def keep_keys(self, since: int = 0) -> None:
        """Puts the material of keys that came to be into their components, where a journal keeps it, as Keycloak's database does.

        Looks at the rows that were touched after so many others.
        """
        for table, identifier in list(islice(self.store.log.touched or (), since, None)):
            if not isinstance(table, Table) or table.place[1] != "components":
                continue
            component = table.get(identifier)
            tables = self.store.realms.one("id", table.place[0])
            if component is None or tables is None or component.get("providerType") != KEY_PROVIDER:
                continue
            try:
                config = key_ring(tables, self.vault, self.clock.now).exported_config(component)
            except ValueError:
                # A key that cannot be read is refused where it is used.
                continue
            if config != component.get("config"):
                table.put(identifier, {**component, "config": config})

    def context(
        self,
        tables: RealmTables,
        base: str,
        remote_address: str = "",
        answers: Answers | None = None,
        outbox: Outbox | None = None,
        certificates: Callable[[], Sequence[bytes]] = tuple,
        presented: Callable[[], Presented] = Presented,
    ) -> Context:
        """One realm as rooms below HTTP see it, reached at ``base``; without ``answers`` what takes long is done on the spot."""
        admin_base = self.settings.hostname_admin.rstrip("/")
        known = answers if answers is not None else AtOnce()
        left = outbox if outbox is not None else Outbox()
        return Context(
            tables, self.clock, self.ids, self.vault, frontend(tables.realm, base), remote_address, admin_base, known, left,
            self.audience, certificates, presented, trust=self.trust,
        )  # fmt: skip

    @property
    def scripts(self) -> Scripts:
        """The scripts that lie at the server, and what stands in for others."""
        from emulator.authz.scripts import Scripts

        return Scripts(self._deployed_scripts, self.settings.script_policies)

    def authorities(self) -> list[Any]:
        """Certificates of the authorities whose client certificates are trusted, read when they are first asked for. Raises ValueError."""
        if self._authorities is None:
            from emulator.keys import stores

            tls = self.settings.https
            self._authorities = stores.authorities(
                self.settings.truststore_paths, tls.trust_store_file, tls.trust_store_password, tls.trust_store_type
            )
        return self._authorities

    def trusted(self) -> str:
        """Certificates, in PEM, that outgoing calls trust beside the system's, read when they are first asked for. Raises ValueError."""
        if not self.settings.truststore_paths:
            return ""
        if self._trusted is None:
            from emulator.keys import stores

            self._trusted = stores.as_pem(stores.authorities(self.settings.truststore_paths, "", "", ""))
        return self._trusted


def _consoles(settings: Settings) -> Consoles | None:
    """Keycloak's own consoles where they were given; raises SettingsError for anything else that was."""
    if not settings.consoles:
        return None
    from emulator.consoles import consoles

    return consoles.opened(Path(settings.consoles))


def _deployed_scripts(settings: Settings) -> Mapping[str, Script]:
    """The scripts of policies that are to be run; raises SettingsError for those that cannot be."""
    place = scripts_folder(settings.scripts) if SCRIPTS in settings.features else None
    if place is None:
        return {}
    from emulator.authz.javascript import deployed

    return deployed.scripts(place)


def _meters(settings: Settings) -> Any:
    """What counts requests and events; None where metrics are off, and nothing of it is imported then."""
    if not settings.metrics:
        return None
    from emulator.metrics.meters import Meters

    return Meters(settings)
