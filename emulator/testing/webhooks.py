"""Whom requests and events are told to as they happen."""

from __future__ import annotations

import queue
from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.json_text import json_text
from emulator.core.outgoing import start_thread

KINDS = ("request", "event", "admin-event")
_FAILURES = 20
_MEMBERS = ("url", "kinds", "realm")


class WebhookError(ValueError):
    """A webhook that cannot be; the message names the member and what it takes."""


@dataclass(slots=True)
class Webhook:
    """Somebody who is told: ``url`` gets a POST with a JSON document for each thing of ``kinds`` (all, when empty) in ``realm`` (any).

    ``sent`` counts what arrived; ``failures`` are the last reasons why something did not.
    """

    url: str
    kinds: tuple[str, ...] = ()
    realm: str = ""
    id: str = ""
    sent: int = 0
    failures: list[str] = field(default_factory=list)

    def wants(self, kind: str, realm: str) -> bool:
        """Whether it is told of a kind of thing in a realm."""
        return (not self.kinds or kind in self.kinds) and self.realm in ("", realm)

    def as_json(self) -> dict[str, Any]:
        """The webhook as a JSON document."""
        shown = {"id": self.id, "url": self.url, "kinds": list(self.kinds or KINDS), "sent": self.sent, "failures": list(self.failures)}
        return {**shown, "realm": self.realm} if self.realm else shown


class Webhooks:
    """All webhooks, and the thread that tells them, each in the order in which things happened."""

    def __init__(self) -> None:
        self.hooks: list[Webhook] = []
        self._count = 0
        self._queue: queue.SimpleQueue[tuple[Webhook, bytes]] = queue.SimpleQueue()
        self._is_running = False

    def add(self, hook: Webhook) -> Webhook:
        """Tells it from now on."""
        self._count += 1
        hook.id = str(self._count)
        self.hooks.append(hook)
        return hook

    def remove(self, identifier: str) -> bool:
        """Tells it no more; False when there is none of this ``id``."""
        kept = [hook for hook in self.hooks if hook.id != identifier]
        found = len(kept) < len(self.hooks)
        self.hooks = kept
        return found

    def clear(self) -> None:
        """Tells nobody any more."""
        self.hooks = []

    def want(self, kind: str, realm: str) -> bool:
        """Whether anybody is told of a kind of thing in a realm."""
        return any(hook.wants(kind, realm) for hook in self.hooks)

    def tell(self, kind: str, realm: str, document: Mapping[str, Any]) -> None:
        """Tells everybody who wants to know; returns at once."""
        body = json_text({"kind": kind, "realm": realm, **document})
        for hook in self.hooks:
            if hook.wants(kind, realm):
                self._queue.put((hook, body))
        if not self._is_running:
            self._is_running = True
            start_thread(self._run, "keycloak-emulator-webhooks")

    def _run(self) -> None:
        from emulator.core import fetch

        while True:
            hook, body = self._queue.get()
            try:
                fetch.post(hook.url, body, {"Content-Type": "application/json"})
                hook.sent += 1
            except fetch.FetchError as error:
                hook.failures = [*hook.failures[1 - _FAILURES :], str(error)]


def parse(document: Mapping[str, Any]) -> Webhook:
    """A webhook from JSON or keyword arguments; raises WebhookError."""
    for name in document:
        if name not in _MEMBERS:
            raise WebhookError(f"a webhook has no member '{name}'{_hint(name, _MEMBERS)}")
    url, kinds, realm = document.get("url"), document.get("kinds") or (), document.get("realm") or ""
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise WebhookError(f"url is an http or https URL, not {url!r}")
    if not isinstance(kinds, list | tuple) or not isinstance(realm, str):
        raise WebhookError("kinds is a list and realm a name")
    for kind in kinds:
        if kind not in KINDS:
            raise WebhookError(f"kinds are of {', '.join(KINDS)}, not {kind!r}")
    return Webhook(url, tuple(kinds), realm)


def _hint(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    return f", did you mean '{close[0]}'?" if close else f", only {', '.join(known)}"
