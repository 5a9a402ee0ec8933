"""Keys and certificates of clients: shown, made, put into a store, and taken from a file. Of key stores there are PKCS12 and JKS."""

from __future__ import annotations

from emulator.admin import _key_files
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found
from emulator.admin.clients import client_of
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.keys import client_key_pairs
from emulator.keys.client_key_pairs import KeyPair
from emulator.realm.refusal import broken
from emulator.realm.views import Client
from emulator.web.response import Response, json_response

_VIEW = ("view-clients", "manage-clients")
_MANAGE = "manage-clients"
_NAMES = {"private.key": "privateKey", "public.key": "publicKey", "certificate": "certificate", "kid": "kid"}
_STORES = ("JKS", "PKCS12", "BCFKS")
_JKS, _HERE = _key_files.JKS, _key_files.STORES
_SALT = 20
_NOT_FOUND = _key_files.missing("Certificate or key with given alias not found in the keystore")
_OCTETS = "application/octet-stream"


def read(admin: AdminCall) -> Response:
    """CertificateRepresentation: what the client has of it."""
    return found(_shown(client_of(admin), admin.call.parameters["attribute"]))


def _shown(client: Client, prefix: str) -> Document:
    kept = ((shown, client.attributes.get(f"{prefix}.{name}")) for name, shown in _NAMES.items())
    return {shown: value for shown, value in kept if value}


def _keep(admin: AdminCall, client: Client, values: Document) -> None:
    """Replaces all that the client has of it, and a key set that it has as a text, whatever the keys are for."""
    prefix = admin.call.parameters["attribute"]
    replaced = {*(f"{prefix}.{name}" for name in _NAMES), "jwks.string", "use.jwks.string"}
    others = {name: value for name, value in client.attributes.items() if name not in replaced}
    if "jwks" in values:
        own = {"jwks.string": values["jwks"], "use.jwks.string": "true"}
    else:
        own = {f"{prefix}.{name}": values[shown] for name, shown in _NAMES.items() if values.get(shown)}
    admin.tables.clients.put(client.id, {**client.document, "attributes": {**others, **own}})


def generate(admin: AdminCall) -> Response:
    """A new key pair, which the client keeps."""
    client = client_of(admin)
    pair = _new_pair(admin, client)
    made = {"privateKey": pair.private_key, "certificate": pair.certificate}
    _keep(admin, client, made)
    return found(made)


def generate_and_download(admin: AdminCall) -> Response:
    """A new key pair in a store; the client keeps its certificate alone."""
    client = client_of(admin)
    _refuse_format(admin)
    config = _config(admin, "generation and download")
    pair = _new_pair(admin, client)
    _keep(admin, client, {"certificate": pair.certificate})
    return _stored(admin, pair, config)


def _new_pair(admin: AdminCall, client: Client) -> KeyPair:
    name, now = client.client_id, admin.context.clock.now()
    return admin.context.answers.ask(("client key pair", name), lambda: client_key_pairs.generate(name, now))


def download(admin: AdminCall) -> Response:
    """What the client has, in a store."""
    client = client_of(admin)
    _refuse_format(admin)
    kept = _shown(client, admin.call.parameters["attribute"])
    if "certificate" not in kept:
        raise AdminError(404, {"error": "keypair not generated for client"})
    config = _config(admin, "download")
    return _stored(admin, KeyPair(kept["certificate"], kept.get("privateKey", "")), config)


def _refuse_format(admin: AdminCall) -> None:
    """Refuses a kind of store that Keycloak does not know."""
    kind = admin.body("KeyStoreConfig").get("format")
    if kind is not None and kind not in _STORES:
        raise AdminError(406, {"error": f"Not supported keystore format. Supported keystore formats: [{', '.join(_HERE)}]"})


def _config(admin: AdminCall, what: str) -> Document:
    """The KeyStoreConfig of the body, checked; ``what`` is said in its errors."""
    config = admin.body("KeyStoreConfig")
    kind = config.get("format")
    for name, said in (("keyPassword", "key"), ("storePassword", "store")):
        if not config.get(name):
            text = f"Need to specify a {said} password for jks {what}"
            raise AdminError(400, {"error": "password-missing", "error_description": text})
    if kind is None:
        raise broken("the body names no kind of store")
    if kind not in _HERE:
        raise AdminError(406, {"error": f"Not supported keystore format. Supported keystore formats: [{', '.join(_HERE)}]"})
    return config


def _stored(admin: AdminCall, pair: KeyPair, config: Document) -> Response:
    realm = admin.context.keys.active("RS256").certificate_der
    with_realm = realm is not None and config.get("realmCertificate") is not False
    others = {str(config.get("realmAlias") or admin.tables.realm.name): realm} if with_realm and realm is not None else {}
    alias = str(config.get("keyAlias") or client_of(admin).client_id)
    password = str(config["storePassword"])
    if config["format"] == _JKS:
        salt, now = admin.context.ids.bytes(_SALT), admin.context.clock.now()
        content = client_key_pairs.java_store(pair, alias, (str(config["keyPassword"]), password), others, salt, now)
    else:
        # Its key is derived from the password, slowly.
        content = admin.context.answers.ask("store", lambda: client_key_pairs.store(pair, alias, password, others))
    return Response(200, _OCTETS, content, [("Cache-Control", "no-cache")])


def upload(admin: AdminCall) -> Response:
    """Takes a certificate, a public key, a key pair or a key set from a file in place of what the client has."""
    client = client_of(admin)
    try:
        values = _key_files.read(admin)
    except _key_files.Missing as error:
        raise AdminError(400, _NOT_FOUND, str(error)) from error
    if "certificate" in values:
        values.pop("publicKey", None)
    _keep(admin, client, values)
    return json_response(values, charset=True)


_BASE = "/clients/{client}/certificates/{attribute}"
ROUTES = [
    route("GET", _BASE, read, *_VIEW),
    route("POST", f"{_BASE}/generate", generate, _MANAGE, media="", event="CLIENT"),
    route("POST", f"{_BASE}/generate-and-download", generate_and_download, _MANAGE, event="CLIENT", reads="KeyStoreConfig"),
    route("POST", f"{_BASE}/download", download, *_VIEW, event="CLIENT", reads="KeyStoreConfig"),
    route("POST", f"{_BASE}/upload", upload, _MANAGE, media="", event="CLIENT"),
    route("POST", f"{_BASE}/upload-certificate", upload, _MANAGE, media="", event="CLIENT"),
]
