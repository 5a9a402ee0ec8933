"""The path of an endpoint as Keycloak's metrics name it: parameters in braces, under Keycloak's names for them."""

from __future__ import annotations

_NAMES = {
    "applications": "clientId", "broker": "provider_alias", "client-scopes": "client-scope-id", "clients": "client-uuid",
    "components": "id", "config": "id", "consents": "client", "credentials": "credentialId", "default-client-scopes": "clientScopeId",
    "default-default-client-scopes": "clientScopeId", "default-groups": "groupId", "default-optional-client-scopes": "clientScopeId",
    "executions": "executionId", "federated-identity": "provider", "groups": "group-id", "instances": "alias",
    "linked-accounts": "providerAlias", "localization": "locale", "mappers": "id", "models": "id",
    "moveAfter": "newPreviousCredentialId", "offline-sessions": "clientUuid", "optional-client-scopes": "clientScopeId",
    "protocol": "protocol", "providers": "providerId", "realms": "realm", "required-actions": "alias", "roles": "role-name",
    "roles-by-id": "role-id", "sessions": "session", "users": "user-id",
}  # fmt: skip
_NAMES_BELOW = {("role-mappings", "clients"): "client-id", ("scope-mappings", "clients"): "client"}
_WHOLE = {
    "/": "root",
    "/admin/{realm}/console": "/admin/{realm}/console",
    "/realms/{realm}/account/{rest:path}": "/realms/{realm}/account/{path:.*}",
}


def template(path: str) -> str:
    """The label of an endpoint from the path of its route."""
    if path in _WHOLE:
        return _WHOLE[path]
    segments = path.split("/")
    named = list(segments)
    for index, segment in enumerate(segments):
        before = segments[index - 1] if index else ""
        if segment.startswith("{"):
            own = segment[1:-1].removesuffix(":path")
            known = _NAMES_BELOW.get((segments[index - 2], before)) or _NAMES.get(before) or own
            named[index] = f"{{{known}}}"
        elif before == "protocol" and index == 4:
            named[index] = "{protocol}"
        elif before == "ext":
            named[index] = "{extension}"
        elif before == ".well-known" and segments[1:2] == ["realms"]:
            named[index] = "{alias}"
    return "/".join(named)
