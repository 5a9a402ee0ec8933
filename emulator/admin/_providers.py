"""Which providers there are, by Keycloak's name of their kind (SPI): members of folders, and names of tables.

What can be configured is as Keycloak has it, explained in words of our own (``server_info.json``). It is listed only when it is here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path

from emulator.core.documents import Document
from emulator.core.registry import Modules

_FOLDERS = {
    "authenticator": "emulator.login.authenticators",
    "client-authenticator": "emulator.protocol.client_auth",
    "client-installation": "emulator.registration.installations",
    "client-policy-condition": "emulator.client_policies.conditions",
    "client-policy-executor": "emulator.client_policies.executors",
    "client-registration-policy": "emulator.registration.policies",
    "form-action": "emulator.login.form_actions",
    "identity_provider": "emulator.broker.providers",
    "identity-provider-mapper": "emulator.broker.mappers",
    "keys": "emulator.keys.providers",
    "oauth2-grant-type": "emulator.protocol.grants",
    "password-hashing": "emulator.keys.hashing",
    "protocol-mapper": "emulator.tokens.mappers",
    "required-action": "emulator.login.required_actions",
    "social": "emulator.broker.providers",
    "x509cert-lookup": "emulator.web.certificate_lookup",
}
SYMMETRIC = ("HS256", "HS384", "HS512")
ASYMMETRIC = ("ES256", "ES384", "ES512", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
KEY_MANAGEMENT = frozenset({"ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "RSA-OAEP", "RSA-OAEP-256", "RSA1_5"})
CONTENT_ENCRYPTION = frozenset({"A128CBC-HS256", "A128GCM", "A192CBC-HS384", "A192GCM", "A256CBC-HS512", "A256GCM"})
_ALONE = {
    "cekmanagement": KEY_MANAGEMENT,
    "clientSignature": frozenset({*SYMMETRIC, *ASYMMETRIC}),
    "contentencryption": CONTENT_ENCRYPTION,
    "eventsListener": frozenset({"jboss-logging"}),
    "form-authenticator": frozenset({"registration-page-form"}),
    "hash": frozenset({"SHA-256", "SHA-384", "SHA-512", "SHAKE256"}),
    "login-protocol": frozenset({"openid-connect"}),
    "signature": frozenset({*SYMMETRIC, *ASYMMETRIC}),
    "userProfile": frozenset({"declarative-user-profile"}),
    "well-known": frozenset({"openid-configuration", "oauth-authorization-server", "uma2-configuration"}),
}
"""Kinds of which there is one, which has no folder for that."""
_COMPONENTS = {
    "org.keycloak.authentication.Authenticator": "authenticator",
    "org.keycloak.authentication.ClientAuthenticator": "client-authenticator",
    "org.keycloak.authentication.FormAction": "form-action",
    "org.keycloak.authentication.FormAuthenticator": "form-authenticator",
    "org.keycloak.broker.provider.IdentityProvider": "identity_provider",
    "org.keycloak.broker.provider.IdentityProviderMapper": "identity-provider-mapper",
    "org.keycloak.broker.social.SocialIdentityProvider": "social",
    "org.keycloak.keys.KeyProvider": "keys",
    "org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider": "client-policy-condition",
    "org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider": "client-policy-executor",
    "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy": "client-registration-policy",
    "org.keycloak.userprofile.UserProfileProvider": "userProfile",
    "org.keycloak.validate.Validator": "validator",
}


@cache
def described() -> Document:
    """Everything that Keycloak says of providers of these kinds, whether they are here or not."""
    found: Document = json.loads(Path(__file__).with_name("server_info.json").read_text(encoding="utf-8"))
    return found


def present(kind: str, identifiers: Collection[str]) -> list[str]:
    """Those of the identifiers that are here, in their order; none of a kind that nothing is known of."""
    if kind in _FOLDERS:
        names = Modules(_FOLDERS[kind]).names()
        return [one for one in identifiers if _module(one) in names]
    known = _tables(kind)
    return [one for one in identifiers if one in known]


def _module(identifier: str) -> str:
    """The file of a member: ``urn:ietf:params:oauth:grant-type:device_code`` is ``device_code``, ``UPDATE_EMAIL`` ``update_email``."""
    return identifier.rsplit(":", 1)[-1].replace("-", "_").lower()


def _tables(kind: str) -> Collection[str]:
    if kind == "validator":
        from emulator.login.profile.validators import VALIDATORS

        return {*VALIDATORS, "multivalued"}
    if kind == "password-policy":
        from emulator.realm.gates.password_policy import RULES

        return RULES
    return _ALONE.get(kind, frozenset())


def by_kind() -> Document:
    """``providers``: names by SPI, of the SPIs that have any here."""
    shown = {}
    for kind, about in described()["providers"].items():
        found = present(kind, about["providers"])
        if found:
            shown[kind] = {"internal": about["internal"], "providers": {one: {"order": 0} for one in found}}
    return shown


def component_types() -> Document:
    """``componentTypes``: what can be configured of each provider, by the Java interface of its kind."""
    shown: Document = {}
    for interface, members in described()["componentTypes"].items():
        shown[interface] = _kept(_COMPONENTS.get(interface, ""), members)
    shown["org.keycloak.protocol.ProtocolMapper"] = [
        {"id": one["id"], "helpText": one.get("helpText"), "properties": one["properties"], "metadata": {}} for one in mapper_types()
    ]
    return {interface: members for interface, members in shown.items() if members}


def configurable(identifier: str) -> Document | None:
    """What Keycloak says of a part of flows or a client authenticator, whether it is here or not; None where it has none of this name."""
    return next((dict(about) for about in all_configurable() if about["id"] == identifier), None)


def all_configurable() -> list[Document]:
    """What Keycloak says of all parts of flows and client authenticators."""
    kinds = described()["componentTypes"]
    interfaces = ("Authenticator", "FormAction", "ClientAuthenticator")
    return [about for interface in interfaces for about in kinds[f"org.keycloak.authentication.{interface}"]]


def client_authenticators() -> list[Document]:
    """Keycloak's client authenticators, whether they are here or not."""
    found: list[Document] = described()["componentTypes"]["org.keycloak.authentication.ClientAuthenticator"]
    return found


def mapper_types() -> list[Document]:
    """Protocol mappers with what can be configured of each."""
    return _kept("protocol-mapper", described()["protocolMapperTypes"])


def identity_providers() -> list[Document]:
    """Kinds of identity providers, by name."""
    return _kept("identity_provider", described()["identityProviders"])


def password_policies() -> list[Document]:
    """Rules that a realm's password policy may have."""
    return _kept("password-policy", described()["passwordPolicies"])


def installations() -> dict[str, list[Document]]:
    """Files that adapters of clients are configured with, by the client's protocol."""
    by_protocol: dict[str, list[Document]] = {}
    for file in _kept("client-installation", described()["clientInstallations"]):
        by_protocol.setdefault(file["protocol"], []).append(file)
    return by_protocol


def _kept(kind: str, members: list[Document]) -> list[Document]:
    here = set(present(kind, [one["id"] for one in members]))
    return [one for one in members if one["id"] in here]
