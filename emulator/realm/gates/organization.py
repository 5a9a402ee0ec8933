"""The gate of organizations: names, aliases, domains, redirect URLs. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm import email_domains
from emulator.realm.gates import Fault, Path, lengths, uris
from emulator.realm.gates.realm import segment_faults

_DESCRIPTION, _URL = 4000, 2048
NULL_NAME, TAKEN_NAME = "Name can not be null", "A organization with the same name already exists."
RESERVED = "reservedCharacter"


def faults(organization: ReadDocument, others: Iterable[ReadDocument], realm: str) -> Iterator[Fault]:
    """What is wrong with a new organization among ``others`` of a realm, in the order in which Keycloak tells it."""
    others = list(others)
    name, alias = str(organization.get("name") or "").strip(), str(organization.get("alias") or "")
    reserved = next((fault.message for fault in segment_faults(alias or str(organization.get("name") or ""), ("alias",))), "")
    if reserved and alias:
        yield Fault(("alias",), RESERVED, reserved)
    yield from _url_faults(organization)
    if not name:
        yield Fault(("name",), "nameMissing", NULL_NAME)
    if reserved and not alias:
        yield Fault(("name",), "nameIsNoAlias", f"Name cannot be used as alias: {reserved}")
    yield from _name_taken(name, others)
    if any(alias_of(other) == (alias or name) for other in others):
        yield Fault(("alias",), "aliasTaken", "A organization with the same alias already exists", kind="duplicate")
    yield from settings_faults(organization, others, realm)


def changed_faults(organization: ReadDocument, current: ReadDocument, others: Iterable[ReadDocument], realm: str) -> Iterator[Fault]:
    """What is wrong with what takes the place of ``current``."""
    others = list(others)
    name = str(organization.get("name") or "").strip()
    if not name:
        yield Fault(("name",), "nameTaken", TAKEN_NAME, kind="duplicate")
    yield from _name_taken(name, others)
    yield from _url_faults(organization)
    if (organization.get("alias") or name) != alias_of(current):
        yield Fault(("alias",), "aliasChanged", "Cannot change the alias")
    yield from settings_faults(organization, others, realm)


def settings_faults(organization: ReadDocument, others: Iterable[ReadDocument], realm: str) -> Iterator[Fault]:
    """What is wrong with all but the name and the alias."""
    yield from _url_faults(organization)
    domains = [(index, _named(domain)) for index, domain in enumerate(organization.get("domains") or ()) if domain is not None]
    for index, domain in domains:
        yield from _form_faults(domain, ("domains", index))
    for index, domain in domains:
        yield from _domain_faults(domain, ("domains", index), others, realm)
    yield from lengths.members(organization, ("name", "alias"))
    yield from lengths.members(organization, ("description",), _DESCRIPTION)
    yield from lengths.members(organization, ("redirectUrl",), _URL)
    attributes = organization.get("attributes") or {}
    yield from lengths.keys(attributes, ("attributes",))
    yield from lengths.members(attributes, attributes, at=("attributes",))


def _url_faults(organization: ReadDocument) -> Iterator[Fault]:
    url = organization.get("redirectUrl")
    if url and not _is_url(url):
        yield Fault(("redirectUrl",), "invalidRedirectUrl", "Organization redirect URL is not valid.")


def alias_of(organization: ReadDocument) -> str:
    """The alias, which is the name unless told."""
    return str(organization.get("alias") or organization.get("name") or "")


def settings(organization: ReadDocument) -> dict[str, Any]:
    """What is kept of all but the name and the alias."""
    kept = {key: organization[key] for key in ("description", "redirectUrl") if organization.get(key) is not None}
    if organization.get("attributes") is not None:
        kept["attributes"] = {name: values for name, values in organization["attributes"].items() if values}
    # As observed, of domains that are written alike the first counts, of those that differ in case the last.
    written: dict[str, ReadDocument] = {}
    for domain in organization.get("domains") or ():
        if domain is not None:
            written.setdefault(str(_named(domain).get("name")), _named(domain))
    domains = {name.lower(): {"name": name.lower(), "verified": bool(domain.get("verified"))} for name, domain in written.items()}
    return {**kept, "domains": list(domains.values())} if domains else kept


def _name_taken(name: str, others: Iterable[ReadDocument]) -> Iterator[Fault]:
    if name and any(other.get("name") == name for other in others):
        yield Fault(("name",), "nameTaken", TAKEN_NAME, kind="duplicate")


def _is_url(text: str) -> bool:
    try:
        parsed = uris.parse(text)
    except uris.MalformedUri:
        return False
    return parsed.is_url and bool(parsed.host)


def _named(domain: ReadDocument | str) -> ReadDocument:
    return {"name": domain} if isinstance(domain, str) else domain


def _form_faults(domain: ReadDocument, path: Path) -> Iterator[Fault]:
    """A domain that is none; all of them are looked at for that before anything else is."""
    name = str(domain.get("name") or "").lower()
    message = email_domains.fault(name)
    if message:
        yield Fault(path, "domainInvalid", message, (name,))


def _domain_faults(domain: ReadDocument, path: Path, others: Iterable[ReadDocument], realm: str) -> Iterator[Fault]:
    if domain.get("name") is None:
        yield Fault(path, "domainMissing", "a domain needs a name", kind="unforeseen")
        return
    name = str(domain["name"]).lower()
    if not name.strip():
        yield Fault(path, "domainEmpty", "Domain name cannot be empty")
    for other in others:
        if any(str(each["name"]).lower() == name for each in other.get("domains") or ()):
            message = f"Domain {name} is already linked to organization {other.get('name')} in realm {realm}"
            yield Fault(path, "domainTaken", message, (name,))
