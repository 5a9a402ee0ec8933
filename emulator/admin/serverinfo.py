"""``/admin/serverinfo``: the server, and all that can be configured in it, as far as it is here."""

from __future__ import annotations

from collections.abc import Collection

from emulator.admin import _providers, access, callers
from emulator.admin.callers import Caller
from emulator.configuration.features import SWITCHED, WORKFLOWS
from emulator.consoles.consoles import THEMES, Consoles
from emulator.core import machine
from emulator.core.clock import monotonic
from emulator.core.documents import Document
from emulator.realm import texts
from emulator.realm.gates import client_scope, workflow
from emulator.state import master
from emulator.version import KEYCLOAK_VERSION
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_MISSING = frozenset({
    "ADMIN_V2", "KERBEROS", "LOG_MDC", "OPENTELEMETRY", "ROLLING_UPDATES_V2", "STEP_UP_AUTHENTICATION_SAML", "TWITTER_BROKER",
})  # fmt: skip
"""Features that Keycloak has turned on and that are not here."""
_LOCALES = {"login": sorted(texts.WRITTEN), "email": sorted(texts.WRITTEN), "account": [texts.ENGLISH]}
_ONCE = ("boolean", "delegation")
"""Parameters of client scopes that a request says once."""
_KB, _MB = 1024, 1024 * 1024


def info(call: Call) -> Response:
    """ServerInfoRepresentation, for anybody who administers something; the process is only for managers of ``master``."""
    caller = callers.authenticate(call)
    if not callers.administers_something(caller):
        raise callers.forbidden(f"user '{caller.user.username}' administers nothing")
    features = _features(call.emulator.settings.features)
    representation = {
        **_process(call, caller),
        "profileInfo": _profile(features),
        "features": features,
        "cryptoInfo": {
            "supportedKeystoreTypes": ["JKS", "PKCS12"],
            "clientSignatureSymmetricAlgorithms": list(_providers.SYMMETRIC),
            "clientSignatureAsymmetricAlgorithms": list(_providers.ASYMMETRIC),
        },
        "themes": _themes(call.emulator.consoles),
        "socialProviders": [provider for provider in _providers.identity_providers() if provider["groupName"] == "Social"],
        "identityProviders": _providers.identity_providers(),
        "providers": {**_providers.by_kind(), **(_workflows() if WORKFLOWS in call.emulator.settings.features else {})},
        "protocolMapperTypes": {"openid-connect": _providers.mapper_types()},
        "builtinProtocolMappers": _providers.described()["builtinProtocolMappers"],
        "clientInstallations": _providers.installations(),
        "componentTypes": _providers.component_types(),
        "passwordPolicies": _providers.password_policies(),
        "enums": _providers.described()["enums"],
        "parameterizedScopeTypes": [{"name": name, "repeatable": name not in _ONCE} for name in client_scope.PARAMETER_TYPES],
    }
    return json_response(representation, headers=[("Cache-Control", "no-cache")], charset=True)


def _process(call: Call, caller: Caller) -> Document:
    """What a caller may know of the process: all in ``master``, the version in another realm, nothing without ``manage-realm``."""
    if not caller.has(caller.tables, "manage-realm"):
        return {}
    if caller.tables.realm.name != master.MASTER:
        return {"systemInfo": {"version": KEYCLOAK_VERSION}}
    emulator = call.emulator
    milliseconds = int((monotonic() - emulator.started) * 1000)
    return {
        "systemInfo": {
            "version": KEYCLOAK_VERSION,
            "serverTime": machine.date(emulator.clock.now()),
            "uptime": _duration(milliseconds // 1000),
            "uptimeMillis": milliseconds,
            **machine.about(),
            "userLocale": texts.ENGLISH,
        },
        "cpuInfo": {"processorCount": machine.processors()},
        "memoryInfo": _memory(*machine.memory()),
    }


def _duration(seconds: int) -> str:
    minutes, hours = seconds // 60, seconds // 3600
    return f"{hours // 24} days, {hours % 24} hours, {minutes % 60} minutes, {seconds % 60} seconds"


def _memory(total: int, used: int) -> Document:
    free = max(total - used, 0)
    return {
        "total": total,
        "totalFormated": _formatted(total),
        "used": used,
        "usedFormated": _formatted(used),
        "free": free,
        "freePercentage": free * 100 // total,
        "freeFormated": _formatted(free),
    }


def _formatted(size: int) -> str:
    if size > _MB:
        return f"{size // _MB} MB"
    return f"{size // _KB} kB" if size > _KB else f"{size} B"


def _workflows() -> Document:
    """``providers`` of workflows: events, conditions and steps."""
    kinds = {
        "workflow": {"default"}, "workflow-condition": workflow.CONDITIONS, "workflow-event": workflow.EVENTS,
        "workflow-step": workflow.USER_STEPS | workflow.CLIENT_STEPS | workflow.ANY_STEPS,
    }  # fmt: skip
    return {kind: {"internal": True, "providers": {name: {"order": 0} for name in sorted(names)}} for kind, names in kinds.items()}


def _features(on: Collection[str]) -> list[Document]:
    return [
        {**{name: value for name, value in one.items() if name != "on"}, "enabled": _is_on(one, on)}
        for one in _providers.described()["features"]
    ]


def _is_on(feature: Document, on: Collection[str]) -> bool:
    """Whether a feature is on: as it was asked for where it can be switched, else as Keycloak has it, if it is here."""
    if feature["name"] in SWITCHED:
        return feature["name"] in on
    return bool(feature["on"]) and feature["name"] not in _MISSING


def _profile(features: list[Document]) -> Document:
    def names(kind: str) -> list[str]:
        return [feature["name"] for feature in features if feature["type"] == kind]

    disabled = [feature["name"] for feature in features if not feature["enabled"]]
    return {
        "name": "default",
        "disabledFeatures": disabled,
        "previewFeatures": names("PREVIEW"),
        "experimentalFeatures": names("EXPERIMENTAL"),
    }


def _themes(consoles: Consoles | None) -> Document:
    """Keycloak's themes, each in its languages; but for the consoles' they are the emulator's own."""
    locales = _LOCALES if consoles is None else {**_LOCALES, **{kind: consoles.languages(kind) for kind in THEMES}}
    return {
        kind: [{**one, **({"locales": locales[kind]} if kind in locales else {})} for one in themes]
        for kind, themes in _providers.described()["themes"].items()
    }


ROUTES = [Route("GET", "/admin/serverinfo", info, preflight=access.PREFLIGHT)]
