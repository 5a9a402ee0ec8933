"""Proofs of possession (DPoP, RFC 9449) for who has no key to make them with, good and deliberately wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.keys import forged
from emulator.tokens import forged_proofs
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

MEMBERS = ("method", "url", "token", "algorithm", "claims", "wrong")
_USUAL = "ES256"


def prove(context: Context, wanted: Mapping[str, Any]) -> dict[str, str]:
    """``proof`` by the server's key for clients of the ``algorithm``, and ``jkt``, the key's thumbprint; raises ControlError."""
    claims = _common.mapping(wanted, "claims")
    method, url = _common.text(wanted, "method") or "GET", _common.text(wanted, "url")
    try:
        key = forged.shared_by_clients(context.vault, _common.text(wanted, "algorithm") or _USUAL)
        wish = forged_proofs.Wish(method, url, context.clock.seconds(), context.ids.uuid(), _common.text(wanted, "token"), claims)
        proof = forged_proofs.make(key, wish, _common.text(wanted, "wrong"), lambda: forged.foreign(context.vault, key.algorithm))
    except ValueError as error:
        raise ControlError(str(error)) from error
    return {"proof": proof, "jkt": forged_proofs.thumbprint(key)}


def create(call: Call) -> Response:
    """A proof, and the thumbprint of its key: ``{"proof": …, "jkt": …}``."""
    context = _common.context_of(call)
    found = _common.document(call, MEMBERS)
    try:
        return _common.answer(prove(context, found))
    except ControlError as error:
        raise _common.refused(error) from error


def create_wrong(call: Call) -> Response:
    """All deliberately wrong proofs by name."""
    context = _common.context_of(call)
    found = _common.document(call, tuple(name for name in MEMBERS if name != "wrong"))
    try:
        return _common.answer({name: prove(context, {**found, "wrong": name})["proof"] for name in forged_proofs.WRONG})
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [
    Route("POST", "/_emulator/realms/{name}/dpop-proofs", create),
    Route("POST", "/_emulator/realms/{name}/dpop-proofs/wrong", create_wrong),
]
