"""3.2.0: the usual number of iterations depends on the algorithm."""

import re

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration


def migrate(realm: Document, material: Material) -> None:
    """A password policy that only repeats the usual iterations of that time, 20,000, does without."""
    rules = [rule.strip() for rule in (realm.get("passwordPolicy") or "").split(" and ") if rule.strip()]
    names = [rule.split("(")[0] for rule in rules]
    usual = [re.fullmatch(r"hashIterations\(20000\)", rule) is not None for rule in rules]
    if "hashAlgorithm" not in names and any(usual):
        del realm["passwordPolicy"]
        kept = [rule for rule, drop in zip(rules, usual, strict=True) if not drop]
        realm |= {"passwordPolicy": " and ".join(kept)} if kept else {}


MIGRATION = Migration("3.2.0", migrate)
