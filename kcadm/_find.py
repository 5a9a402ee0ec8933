"""Ids of what the arguments call by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from kcadm import _json, _request
from kcadm._errors import KcadmError
from kcadm._session import Session


class Finder:
    """Looks things up in the realm that a session works on. ``root`` is where the Admin REST API is, if not where it usually is."""

    def __init__(self, session: Session, root: str | None) -> None:
        self._session = session
        self._root = root

    def url(self, path: str) -> str:
        """The URL of a resource of the realm."""
        return _request.resource_url(_request.admin_root(self._session, self._root), self._session.realm, path)

    def send(self, method: str, path: str, content: bytes) -> None:
        """Sends JSON; raises KcadmError with what the server refuses."""
        headers = {**self._session.headers, "Content-Type": "application/json"}
        url = self.url(path)
        _request.check(_request.send(self._session, method, url, headers, content), url)

    def listed(self, path: str, query: Mapping[str, str] | None = None) -> list[Any]:
        """The items of a list; raises KcadmError with what the server refuses."""
        url = _request.with_query(self.url(path), query or {})
        answer = _request.send(self._session, "GET", url, {**self._session.headers, "Accept": "application/json"}, None)
        _request.check(answer, url)
        found = answer.json()
        if not isinstance(found, list):
            raise KcadmError("Failed to read JSON response")
        return found

    def id(self, kind: str, query: Mapping[str, str], attribute: str, value: str) -> str:
        """The id of the one item of a list whose attribute has the value; raises KcadmError for none and for several."""
        found = self.listed(kind, query)
        try:
            match = one(found, attribute, value)
        except KcadmError as error:
            raise KcadmError(f"Multiple {kind} found for {attribute}: {value}") from error
        if match is None:
            raise KcadmError(f"{kind[:-1].capitalize()} not found for {attribute}: {value}")
        return _json.as_text(match.get("id"))

    def user(self, name: str) -> str:
        """The id of a user; raises KcadmError if there is none."""
        return self.id("users", {"username": name, "exact": "true"}, "username", name)

    def group_at(self, path: str) -> str:
        """The id of a group, of whatever level; raises KcadmError if there is none."""
        url = self.url(f"group-by-path/{quote(path.lstrip('/'), safe='/')}")
        answer = _request.send(self._session, "GET", url, {**self._session.headers, "Accept": "application/json"}, None)
        if answer.status == 404:
            raise KcadmError(f"Group not found for path: {path}")
        _request.check(answer, url)
        group = answer.json()
        if not isinstance(group, dict):
            raise KcadmError("Failed to read JSON response")
        return _json.as_text(group.get("id"))


def one(items: list[Any], attribute: str, value: str) -> dict[str, Any] | None:
    """The item whose attribute has the value, None if there is none; raises KcadmError if there are several."""
    matches = [item for item in items if isinstance(item, dict) and attribute in item and _json.as_text(item[attribute]) == value]
    if len(matches) > 1:
        raise KcadmError("More than one match")
    return matches[0] if matches else None
