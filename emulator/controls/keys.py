"""Key rotation at a chosen moment."""

from __future__ import annotations

from emulator.context import KEY_PROVIDER, Context
from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_PROVIDERS = {"RS": "rsa-generated", "PS": "rsa-generated", "ES": "ecdsa-generated", "HS": "hmac-generated", "Ed": "eddsa-generated"}
_ELLIPTIC = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


def rotate(context: Context, algorithm: str = "", *, keep: bool = True) -> str:
    """A new key signs from now on; the ``kid`` of it. The old ones still verify, unless ``keep`` is false.

    ``algorithm`` is by default the realm's. Raises ControlError.
    """
    algorithm = algorithm or context.realm.default_signature_algorithm
    provider = _PROVIDERS.get(algorithm[:2])
    if provider is None:
        raise ControlError(f"there is no signature algorithm '{algorithm}'")
    tables = context.tables
    components = tables.components.many("type", KEY_PROVIDER)
    priorities = [int(row["config"].get("priority", ["0"])[0]) for row in components]
    if not keep:
        for key in context.keys.all():
            if key.algorithm == algorithm and key.use == "SIG":
                old = tables.components.get(key.provider_id)
                if old is not None:
                    tables.components.delete(old["id"])
    identifier = context.ids.uuid()
    config = {"priority": [str(max(priorities, default=100) + 1)], "algorithm": [algorithm], "active": ["true"], "enabled": ["true"]}
    if algorithm in _ELLIPTIC:
        config |= {"ecdsaEllipticCurveKey": [_ELLIPTIC[algorithm]]}
        del config["algorithm"]
    component = {
        "id": identifier, "name": f"rotated-{identifier[:8]}", "providerId": provider, "providerType": KEY_PROVIDER,
        "parentId": tables.id, "config": config,
    }  # fmt: skip
    tables.components.put(identifier, component)
    return context.keys.active(algorithm).kid


def create(call: Call) -> Response:
    """Rotates; ``{"kid": …}``."""
    context = _common.context_of(call)
    found = _common.document(call, ("algorithm", "keep"))
    try:
        return _common.answer({"kid": rotate(context, _common.text(found, "algorithm"), keep=found.get("keep", True) is not False)})
    except ControlError as error:
        raise _common.refused(error) from error


ROUTES = [Route("POST", "/_emulator/realms/{name}/keys/rotate", create)]
