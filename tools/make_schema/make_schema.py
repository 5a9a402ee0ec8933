"""Writes emulator/realm/schema.json (with a Keycloak) and emulator/realm/realm.schema.json (from it and the shorthands).

    python make_schema.py                      only realm.schema.json
    python make_schema.py KEYCLOAK [JAVA]      both; KEYCLOAK is an unpacked distribution, JAVA a JDK's java

The first is what Keycloak's JSON reader itself says that it takes (Schema.java); the second is a JSON Schema for editors.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from emulator.realm import by_name, shorthand
from emulator.realm.schema import representations

HERE = Path(__file__).parent
REALM = HERE.parents[1] / "emulator" / "realm"
IDM = (
    "RealmRepresentation", "ComponentRepresentation", "PartialImportRepresentation", "AuthenticationExecutionRepresentation",
    "AuthenticationExecutionInfoRepresentation", "ClientInitialAccessCreatePresentation", "ClientPoliciesRepresentation",
    "ClientProfilesRepresentation", "ManagementPermissionReference", "RealmEventsConfigRepresentation",
    "RequiredActionConfigRepresentation", "TestLdapConnectionRepresentation", "OrganizationInvitationRepresentation",
    "authorization.AggregatePolicyRepresentation", "authorization.ClientPolicyRepresentation",
    "authorization.ClientScopePolicyRepresentation", "authorization.GroupPolicyRepresentation",
    "authorization.JSPolicyRepresentation", "authorization.PermissionRequest", "authorization.PermissionTicketRepresentation",
    "authorization.PolicyEvaluationRequest", "authorization.RegexPolicyRepresentation",
    "authorization.ResourcePermissionRepresentation", "authorization.RolePolicyRepresentation",
    "authorization.ScopePermissionRepresentation", "authorization.TimePolicyRepresentation",
    "authorization.UmaPermissionRepresentation", "authorization.UserPolicyRepresentation",
)  # fmt: skip
CLASSES = [
    *(f"org.keycloak.representations.idm.{name}" for name in IDM), "org.keycloak.representations.userprofile.config.UPConfig",
    "org.keycloak.representations.oidc.OIDCClientRepresentation",
    "org.keycloak.authorization.protection.resource.UmaResourceRepresentation",
    "org.keycloak.services.resources.account.resources.AbstractResourceService$Permission",
    "org.keycloak.representations.account.ConsentRepresentation",
    "org.keycloak.admin.ui.rest.model.RoleDeleteRequest", "org.keycloak.admin.ui.rest.model.UIRealmRepresentation",
    "org.keycloak.representations.workflows.WorkflowRepresentation", "org.keycloak.representations.KeyStoreConfig",
]  # fmt: skip
PLACEHOLDER = {"type": "string", "pattern": r"\$\{.+\}"}
SCALARS: dict[str, Any] = {
    "string": {"type": ["string", "number", "boolean", "null"]},
    "boolean": {"anyOf": [{"type": ["boolean", "null"]}, PLACEHOLDER]},
    "integer": {"anyOf": [{"type": ["integer", "null"]}, PLACEHOLDER]},
    "long": {"anyOf": [{"type": ["integer", "null"]}, PLACEHOLDER]},
    "number": {"anyOf": [{"type": ["number", "null"]}, PLACEHOLDER]},
    "texts": {"type": ["string", "number", "boolean", "array", "null"]},
    "any": True,
}
WORDS = {
    "RealmRepresentation.realm": "The realm's name; the file's name without its ending if absent.",
    "RealmRepresentation.clients": "Shorthand: a mapping from clientId to client.",
    "RealmRepresentation.users": "Shorthand: a mapping from username to user; they are enabled and complete enough to log in.",
    "RealmRepresentation.roles": "Shorthand: a list of names of realm roles.",
    "RealmRepresentation.groups": "Shorthand: a mapping from name to group.",
    "RealmRepresentation.clientScopes": "Shorthand: a mapping from name to client scope, beside Keycloak's own.",
    "ClientRepresentation.public": "Shorthand for publicClient.",
    "ClientRepresentation.scopes": "Shorthand: default client scopes beside Keycloak's own; made where the realm lacks them.",
    "ClientRepresentation.optionalScopes": "Shorthand: optional client scopes beside Keycloak's own; made where the realm lacks them.",
    "ClientRepresentation.lifespan": "Shorthand: seconds that access tokens live, or never for no end.",
    "ClientRepresentation.audience": "Shorthand: who the tokens are for: clientIds, or URLs.",
    "ClientRepresentation.claims": "Shorthand: claims with a fixed value.",
    "ClientRepresentation.roles": "Shorthand: names of client roles.",
    "ClientRepresentation.serviceAccountRoles": "Shorthand: roles of the client's service account; client:role for a client's role.",
    "ClientRepresentation.opaqueAccessTokens": "Shorthand: access tokens are opaque texts, known only to introspection and userinfo.",
    "ClientRepresentation.groupsClaim": "Shorthand: a claim with the names of the user's groups.",
    "ClientRepresentation.rolesClaim": "Shorthand: a claim with the names of the user's realm roles.",
    "ClientScopeRepresentation.groupsClaim": "Shorthand: a claim with the names of the user's groups.",
    "ClientScopeRepresentation.rolesClaim": "Shorthand: a claim with the names of the user's realm roles.",
    "UserRepresentation.claims": "Shorthand: claims with this user's values, by attributes.",
    "UserRepresentation.password": "Shorthand: a password.",
    "UserRepresentation.roles": "Shorthand: realm roles by name, client roles as client:role.",
    "RealmRepresentation.apiTokens": "Shorthand: permanent API tokens of users (docs/api-tokens.md): true, or rules for them.",
    "RealmRepresentation.upstreams": "Shorthand: identity providers that the emulator plays itself, by alias, with who can log in there.",
    "Upstream.personas": "Who can log in there: a mapping from a name to claims such as email and name.",
    "ApiTokens.prefix": "What tokens begin with, like shop_; kce_ if absent.",
    "ApiTokens.maxLifespan": "Seconds that a token may live; any time, and for ever, if absent.",
    "ApiTokens.client": "The client whose scopes, mappers and web origins tokens have; one with the realm's default scopes if absent.",
    "ApiTokens.roles": "The roles that tokens may have, of which one has to be chosen; any of the user's if absent.",
    "ApiTokens.scopes": "The scopes that tokens may have; openid and those of the client if absent.",
    "ApiTokens.audience": "The clients that may introspect and exchange tokens; any if absent.",
    "ApiToken.label": "What the token is called in lists.",
    "ApiToken.token": "The token itself, 16 characters or more.",
    "ApiToken.roles": "The roles that it is narrowed to; all of the user's if absent.",
    "ApiToken.scopes": "The scopes that it has; the usual ones if absent.",
    "UserRepresentation.apiTokens": "Shorthand: API tokens in plain text, for local development.",
    "UserRepresentation.name": "Shorthand: first and last name.",
    "GroupRepresentation.roles": "Shorthand: realm roles by name, client roles as client:role.",
    "GroupRepresentation.subGroups": "Shorthand: a mapping from name to group.",
    "ClientScopeRepresentation.claims": "Shorthand: claims with a fixed value.",
    "ClientScopeRepresentation.audience": "Shorthand: who the tokens are for: clientIds, or URLs.",
    "ClientScopeRepresentation.roles": "Shorthand: the roles that the scope lets into tokens.",
}

WORDS |= {
    f"{name}.{member}": f"A list, or a mapping from {key} to object."
    for name, members in by_name.KEYS.items()
    for member, key in members.items()
    if f"{name}.{member}" not in WORDS
}


def of_type(kind: Any) -> Any:
    """The JSON Schema of a type in the terms of ``emulator.realm.schema``."""
    if isinstance(kind, list):
        return {"type": ["array", "null"], "items": of_type(kind[0])}
    if isinstance(kind, dict):
        if "|" in kind:
            return {"anyOf": [of_type(member) for member in kind["|"]]}
        return {"type": ["object", "null"], "additionalProperties": of_type(kind["*"])}
    if kind.startswith("enum:"):
        return {"anyOf": [{"enum": [*kind.removeprefix("enum:").split("|"), None]}, PLACEHOLDER]}
    return SCALARS.get(kind, {"$ref": f"#/$defs/{kind}"})


PASSED_OVER = {"RealmRepresentation": {"identityFederationEnabled": "any"}}
"""What exports of 1.x have and Keycloak's servers pass over, as observed."""


def definition(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a representation."""
    properties = {}
    for field, kind in sorted(fields.items()):
        if field not in ("*", "?"):
            words = WORDS.get(f"{name}.{field}")
            shape = of_type(kind)
            properties[field] = {"description": words, **shape} if words else shape
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": "*" in fields}


def reachable(types: dict[str, dict[str, Any]]) -> set[str]:
    """The representations that a realm consists of."""
    known: set[str] = set()
    pending: list[Any] = ["RealmRepresentation"]
    while pending:
        kind = pending.pop()
        if isinstance(kind, list):
            pending += kind
        elif isinstance(kind, dict):
            pending += kind.values()
        elif kind in types and kind not in known:
            known.add(kind)
            pending += types[kind].values()
    return known


def editor_schema() -> dict[str, Any]:
    """realm.schema.json: one realm, or a list of them."""
    known = {**{name: {} for name in shorthand.FIELDS}, **representations()}
    types = {name: {**fields, **shorthand.FIELDS.get(name, {})} for name, fields in known.items()}
    types["RealmRepresentation"]["$schema"] = "string"
    realm = {"$ref": "#/$defs/RealmRepresentation"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Realm file of keycloak-emulator",
        "description": "A Keycloak realm representation, or the shorter form that docs/realm-files.md describes.",
        "anyOf": [{**realm, "type": "object"}, {"type": "array", "items": realm}],
        "$defs": {name: definition(name, types[name]) for name in sorted(reachable(types))},
    }


def main() -> None:
    """Writes the files."""
    if len(sys.argv) > 1:
        home, java = sys.argv[1], (sys.argv[2:] or ["java"])[0]
        command = [java, "-cp", f"{home}/lib/lib/main/*:{home}/lib/lib/boot/*", str(HERE / "Schema.java")]
        printed = subprocess.run(command, input="\n".join(CLASSES), capture_output=True, text=True, check=True)
        types = json.loads(printed.stdout)
        for name, fields in PASSED_OVER.items():
            types[name] = dict(sorted({**types[name], **fields}.items()))
        (REALM / "schema.json").write_text(json.dumps(types, separators=(",", ":")) + "\n", "utf-8")
    (REALM / "realm.schema.json").write_text(json.dumps(editor_schema(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
