"""Files with a key, a certificate or a key set that an administrator uploads, for a client or an identity provider."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.admin.access import AdminCall
from emulator.core.documents import Document
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.json_text import read_json
from emulator.keys import client_key_pairs, public
from emulator.keys.client_key_pairs import KeyPair, StoreError
from emulator.web import multipart
from emulator.web.call import FORM

PKCS12, JKS = "PKCS12", "JKS"
STORES = (JKS, PKCS12)
_KEY_SET = "JSON Web Key Set"
_UNREAD = {"error": "error loading keystore"}
_SEPARATE = "PKCS12 key store mac invalid"


class Missing(LookupError):
    """A store has not got the alias, or a key set (then ``in_set``) has no key with a name that is for signatures."""

    def __init__(self, *, in_set: bool = False) -> None:
        self.in_set = in_set
        super().__init__("the file has no such key")


def read(admin: AdminCall) -> Document:
    """CertificateRepresentation of the form's file, as its ``keystoreFormat`` says; raises Missing, and AdminError in Keycloak's words."""
    form = _form(admin)
    kind = form.get("keystoreFormat")
    if kind is None:
        raise AdminError(400, {"error": "keystoreFormat cannot be null"})
    if "file" not in form:
        raise AdminError(400, {"error": "file cannot be empty"})
    try:
        return _values(admin, kind.decode("utf-8", "replace"), form)
    except StoreError as error:
        raise AdminError(400, {"error": str(error)}) from error
    except ValueError as error:
        raise AdminError(500, UNKNOWN_ERROR, f"the file is no {kind.decode('utf-8', 'replace')}: {error}") from error


def missing(text: str) -> Document:
    """The error of a key that is not in the file, in the words of a door."""
    return {"error": "certificate-not-found", "error_description": text}


def _values(admin: AdminCall, kind: str, form: Mapping[str, bytes]) -> Document:
    text = form["file"].decode("utf-8", "replace")
    if kind == "Certificate PEM":
        return _of_pair(KeyPair(client_key_pairs.certificate(text))) if text else {"certificate": ""}
    if kind == "Public Key PEM":
        client_key_pairs.check_public_key(text)
        return {"publicKey": text}
    if kind == _KEY_SET:
        return _of_set(text)
    if "keyAlias" not in form or "storePassword" not in form:
        raise ValueError("a store has an alias and a password")
    if kind not in STORES or not form["file"]:
        raise AdminError(400, _UNREAD, f"stores are of the formats {', '.join(STORES)}, not '{kind}'")
    return _of_store(admin, kind, form)


def _of_store(admin: AdminCall, kind: str, form: Mapping[str, bytes]) -> Document:
    file, alias, password = form["file"], form["keyAlias"].decode(), form["storePassword"].decode()
    try:
        if kind == JKS:
            return _of_pair(client_key_pairs.read_java(file, alias, form.get("keyPassword", b"").decode(), password))
        return _of_pair(admin.context.answers.ask("store", lambda: client_key_pairs.read(file, alias, password)))
    except StoreError as error:
        if error.missing:
            raise Missing from error
        raise StoreError(str(error) if kind == JKS else _SEPARATE) from error


def _of_pair(pair: KeyPair) -> Document:
    values = {"privateKey": pair.private_key, "publicKey": client_key_pairs.public_key(pair.certificate), "certificate": pair.certificate}
    return {name: value for name, value in values.items() if value}


def _of_set(text: str) -> Document:
    """The first key that has a name and is said to be for signatures; the set stays as it was written."""
    try:
        keys = public.from_jwks(read_json(text or "null"), "sig", only=True)
    except ValueError as error:
        raise Missing(in_set=True) from error
    for key in keys:
        if key.kid:
            return {"publicKey": key.subject_public_key_info, "kid": key.kid, "jwks": text}
    raise Missing(in_set=True)


def _form(admin: AdminCall) -> dict[str, bytes]:
    """The parts of a multipart form by name, or the values of another form; none for any other body."""
    if admin.call.content_type == FORM:
        return {name: value.encode() for name, value in admin.call.form}
    return multipart.parts(admin.call)
