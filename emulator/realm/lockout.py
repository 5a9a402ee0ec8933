"""How long brute force protection keeps somebody out, by the realm's settings."""

from __future__ import annotations

from emulator.realm.views import Realm


def seconds(realm: Realm, failures: int) -> int:
    """Seconds that are waited after so many failures; 0 when nobody is kept out yet."""
    factor = max(realm.failure_factor, 1)
    rounds = failures - factor + 1 if realm.brute_force_strategy == "LINEAR" else failures // factor
    return min(realm.wait_increment * rounds, realm.max_failure_wait) if rounds > 0 else 0
