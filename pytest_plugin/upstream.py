"""An identity provider that the emulator plays, as a test steers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from pytest_plugin.logins import Login
    from pytest_plugin.realm import Realm


class Upstream:
    """The provider of a realm with this alias."""

    def __init__(self, realm: Realm, alias: str) -> None:
        self._realm = realm
        self.alias = alias

    @property
    def personas(self) -> dict[str, dict[str, Any]]:
        """Who can log in there, by name, with their claims."""
        from emulator.controls import upstreams

        return self._realm.with_context(lambda context: upstreams.personas(context, self.alias))

    def next(self, persona: str, **claims: Any) -> None:
        """The next login there is this persona's, without a page; ``claims`` are others this time, None for one that is left out."""
        self._choose({"persona": persona, "claims": claims})

    def refuse(self, error: str = "access_denied") -> None:
        """The next login there is refused."""
        self._choose({"error": error})

    def login(self, client_id: str, persona: str, *, redirect_uri: str = "", scope: str = "openid", **claims: Any) -> Login:
        """A browser of its own logs in by this provider as this persona, and comes to the client.

        Raises LookupError for a client or a persona that there is not, and ValueError where a page wants an answer first, such as the one
        that links the account with one that is there already.
        """
        wanted = {"client_id": client_id, "persona": persona, "claims": claims, "redirect_uri": redirect_uri, "scope": scope}
        return self._realm.logged_in(self._realm.control(f"upstreams/{quote(self.alias, safe='')}/logins", wanted))

    def _choose(self, wanted: dict[str, Any]) -> None:
        from emulator.controls import upstreams

        self._realm.with_context(lambda context: upstreams.choose(context, self.alias, wanted))
