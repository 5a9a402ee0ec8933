"""Which identity providers a search is for, as lists of them for administrators and for users have it."""

from __future__ import annotations

from emulator.core.documents import ReadDocument
from emulator.core.wildcards import beginning
from emulator.realm.refusal import broken


def is_for(search: str, provider: ReadDocument, *, linked: bool = False) -> bool:
    """Whether alias or display name begins with a text, which may have asterisks, or is the one in quotation marks.

    As observed, among those that a user is ``linked`` to case counts, and so does a blank. Raises AdminError for what Keycloak fails of.
    """
    if search == "" or (not linked and not search.strip()):
        return True
    if search == '"' or (linked and search == "*"):
        raise broken(f"'{search}' alone is no search")
    names = (str(provider.get("alias")), str(provider.get("displayName") or ""))
    if search[0] == search[-1] == '"':
        return search[1:-1] in names
    pattern = beginning(search, case=linked)
    return any(pattern.fullmatch(name) for name in names)
