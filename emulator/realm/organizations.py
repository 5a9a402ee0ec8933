"""What Keycloak's import makes of the organizations of a realm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm.gates import Fault
from emulator.realm.gates import organization as gate
from emulator.realm.realm_roles import names_of
from emulator.realm.refusal import broken, invalid, of_fault


def completed(realm: Document, source: Document, ids: Ids) -> Document:
    """The member ``organizations`` of a realm; raises AdminError for what Keycloak refuses.

    Their members and identity providers have to be there: ``realm`` has its users and providers already.
    """
    known: list[Document] = []
    people_known = {text for user in realm["users"] for text in (user["id"], user["username"])}
    aliases = names_of("alias", realm["identityProviders"])
    for organization in source.get("organizations") or ():
        faults = gate.faults(organization, known, realm["realm"])
        for fault in (problem for problem in faults if problem.key != gate.RESERVED):
            raise _OF_ORGANIZATIONS.get(fault.key, of_fault)(fault)
        for member in organization.get("members") or ():
            if (member.get("id") or member.get("username")) not in people_known:
                raise broken(f"organization {organization['name']} has an unknown member")
        if any(provider.get("alias") not in aliases for provider in organization.get("identityProviders") or ()):
            raise invalid("Identity provider cannot be null")
        _member_groups(organization)
        inner = {"groups": _with_ids(organization["groups"], ids)} if organization.get("groups") else {}
        known.append({**organization, "id": organization.get("id") or ids.uuid(), **inner})
    return {"organizations": known} if known else {}


def _member_groups(organization: Document) -> None:
    """Raises Keycloak's refusal of a member of a group that the organization has not."""
    known = _ids(organization.get("groups") or ())
    for member in organization.get("members") or ():
        for identifier in member.get("groups") or ():
            if identifier not in known:
                raise invalid(f"Unable to find organization group specified by id: {identifier}")


def _ids(groups: Iterable[Document]) -> set[str]:
    return {one for group in groups for one in (group.get("id"), *_ids(group.get("subGroups") or ())) if one}


def _with_ids(groups: Iterable[Document], ids: Ids) -> list[Document]:
    """Groups of an organization, each of which gets an id where it has none."""
    known = [{**group, "id": group.get("id") or ids.uuid()} for group in groups]
    return [{**group, "subGroups": _with_ids(group["subGroups"], ids)} if group.get("subGroups") else group for group in known]


_OF_ORGANIZATIONS: Mapping[str, Callable[[Fault], AdminError]] = {
    "nameTaken": lambda fault: AdminError(409, {"errorMessage": fault.message}),
    "aliasTaken": lambda fault: AdminError(409, {"errorMessage": fault.message}),
    "invalidRedirectUrl": lambda fault: broken(fault.message),
}
