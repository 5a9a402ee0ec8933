"""How long a login may take: every page of it gives the browser's tabs their time again, and some pages have less time than others."""

from __future__ import annotations

from emulator.realm.views import Realm
from emulator.state.browser import AuthenticationSession


def of_tabs(realm: Realm) -> int:
    """Seconds after which the tabs of a browser are gone, as observed."""
    return max(realm.access_code_lifespan_login, realm.access_code_lifespan_user_action, realm.access_code_lifespan)


def of_login(realm: Realm) -> int:
    """Seconds that a page of a login has; without a lifespan of its own as long as a code lives, as observed."""
    return max(realm.access_code_lifespan_login, 0) or realm.access_code_lifespan


def of_action(realm: Realm) -> int:
    """Seconds that a required action, a consent, and a page for forgotten credentials have."""
    return max(realm.access_code_lifespan_user_action, 0) or realm.access_code_lifespan


def is_late(session: AuthenticationSession, realm: Realm, seconds: int, now: int) -> bool:
    """Whether more than so many seconds have passed since the tab's last page."""
    return session.expires - of_tabs(realm) + seconds <= now
