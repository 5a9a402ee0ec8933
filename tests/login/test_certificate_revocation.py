"""Certificates that are revoked, by lists and by a responder (OCSP): answers recorded on Keycloak 26.7.4."""

import base64
import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from tests.login import certificates as made
from tests.login.certificate_door import BY_POINT, CN, DN, FULL, LISTS, OCSP, OPEN, PLACE, RESPONDER, P, dated
from tests.support import listener


def test_lists_of_revoked_certificates(door, tmp_path):
    lists = {"good.crl": made.revoked(99), "bad.crl": made.revoked(made.SERIAL), "old.crl": made.revoked(99, ends=-made.DAY)}
    lists |= {"forged.crl": made.revoked(99, signer=made.KEY), "forged bad.crl": made.revoked(made.SERIAL, signer=made.KEY)}
    lists |= {
        "own.crl": made.revoked(made.SERIAL, issuer=made.ALICE, signer=made.KEY),
        "own forged.crl": made.revoked(99, issuer=made.ALICE),
    }
    lists["strange.crl"] = made.revoked(99, issuer=made.name(("CN", "Stranger")))
    for name, content in lists.items():
        (tmp_path / name).write_bytes(content)
    gone = f"Certificate has been revoked, certificate's subject: {DN}"
    issuer = "EMAILADDRESS=ca@example.org, CN=Throw-away Authority, O=Tests, C=SE"
    forged = f"Not available certificate for CRL issuer '{issuer}' in the truststore, nor in the CA chain"
    unknown, unlike = 'Cannot invoke "java.util.List.iterator()" because "crlSignatureCertificates" is null', "Signature does not match."
    fresh = {"x509-cert-auth-crl-abort-if-non-updated": "true"}
    no_point = (
        "Could not find any CRL distribution points in the certificate, unable to check the certificate revocation status using CRL/DP."
    )
    outdated = f"is not refreshed. Next update is {dated(made.NOW - made.DAY)}."

    def answer(request):
        return (200, lists[request.path[1:]]) if request.path[1:] in lists else (404, "")

    with listener(answer) as url:
        for name, place in (("points", "good"), ("bad points", "bad")):
            made.CERTIFICATES[name] = made.made(made.ALICE, made.points(f"{url}/{place}.crl"))
        for certificate, config, fault in (
            ("full", {}, 'Unable to load CRL from ""'),
            ("full", {PLACE: "good.crl"}, None),
            ("full", {PLACE: "bad.crl"}, gone),
            ("full", {PLACE: "good.crl##bad.crl"}, gone),
            ("full", {PLACE: "nope.crl"}, 'Unable to load CRL from "nope.crl"'),
            ("full", {PLACE: "old.crl"}, None),
            ("full", {PLACE: "old.crl", **fresh}, f"CRL from 'old.crl' {outdated}"),
            ("full", {PLACE: f"{url}/good.crl"}, None),
            ("full", {PLACE: f"{url}/bad.crl"}, gone),
            ("full", {PLACE: "http://127.0.0.1:1/x"}, 'Unable to load CRL from "http://127.0.0.1:1/x"'),
            ("full", {PLACE: str(tmp_path / "good.crl")}, f'Unable to load CRL from "{tmp_path / "good.crl"}"'),
            ("full", {PLACE: "ldap://127.0.0.1:1/x"}, 'Unable to load CRL from "ldap://127.0.0.1:1/x"'),
            ("stranger", {PLACE: "bad.crl"}, None), ("full", {PLACE: "own.crl"}, None), ("full", {PLACE: "strange.crl"}, unknown),
            ("full", {PLACE: "forged.crl"}, forged), ("full", {PLACE: "forged bad.crl"}, forged),
            ("full", {PLACE: "own forged.crl"}, unlike), ("full", {PLACE: "good.crl##forged.crl"}, forged),
            ("points", BY_POINT, None),
            ("bad points", BY_POINT, gone),
            ("full", BY_POINT, no_point),
        ):  # fmt: skip
            door.set({**CN, **LISTS, **config})
            assert door.grant(certificate) == ((401, fault) if fault else (200, "alice")), (certificate, config)
        door.set({**CN, **LISTS, PLACE: f"{url}/missing.crl"})
        assert door.grant("full")[1].startswith(f"Error when loading crl {url}/missing.crl : ")
        door.set({**CN, **BY_POINT})
        assert door.grant("bad points") == (200, "alice")


def responder(request):
    """An OCSP responder: the path says how it answers."""
    how, asked = request.path[1:], ocsp.load_der_ocsp_request(request.body)
    if how in ("junk", "later"):
        refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
        return 200, b"junk" if how == "junk" else refusal.public_bytes(made.DER)
    status = {"revoked": ocsp.OCSPCertStatus.REVOKED, "unknown": ocsp.OCSPCertStatus.UNKNOWN}.get(how, ocsp.OCSPCertStatus.GOOD)
    is_revoked = status == ocsp.OCSPCertStatus.REVOKED
    began = made.NOW + {"stale": -4 * made.DAY, "future": 4 * made.DAY}.get(how, dt.timedelta(0))
    builder = ocsp.OCSPResponseBuilder().add_response(
        made.CERTIFICATES["bob"] if how == "another" else FULL, made.AUTHORITY, hashes.SHA1(), status, began, began + made.DAY,
        made.NOW - made.DAY if is_revoked else None, x509.ReasonFlags.key_compromise if is_revoked else None,
    )  # fmt: skip
    signer, key = made.AUTHORITY, made.AUTHORITY_KEY
    if how in ("delegated", "no-delegate", "own"):
        signer, key = DELEGATES[how], made.KEY
        builder = builder.certificates([signer]) if how != "own" else builder
    for extension in asked.extensions if how != "no-nonce" else ():
        builder = builder.add_extension(x509.OCSPNonce(b"x" * 16) if how == "other-nonce" else extension.value, False)
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer)
    return 200, builder.sign(made.KEY if how == "badly-signed" else key, hashes.SHA256()).public_bytes(made.DER)


OWN = made.name(("CN", "own"))
DELEGATES = {
    "delegated": made.made(OWN, (x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.OCSP_SIGNING]), False)),
    "no-delegate": made.made(OWN),
    "own": made.made(OWN, issuer=OWN, signer=made.KEY),
}


def test_a_responder_is_asked(door):
    door.set({**CN, **OCSP})
    assert door.grant("full") == door.grant("full", made.AUTHORITY) == (401, "No OCSP Responder URI in certificate")
    assert door.grant("stranger")[1] == "No trusted CA in certificate found: CN=Stranger. Add it to truststore SPI if valid."
    failed, stale = "OCSP check failed", "Response is unreliable: its validity interval is out-of-date"
    gone = f"Certificate's been revoked.\nKEY_COMPROMISE\nRevoked on: {dated(made.NOW - made.DAY)}"
    with listener(responder) as url:
        for how, fault in (
            ("good", None), ("no-nonce", None), ("delegated", None), ("revoked", gone), ("junk", failed), ("badly-signed", failed),
            ("unknown", "Unable to determine certificate's revocation status."), ("stale", stale), ("future", stale),
            ("later", "Internal error/try later. OCSP response error: 3"), ("other-nonce", "Nonces do not match."),
            ("another", "OCSP response does not include a response for a certificate supplied in the OCSP request"),
            ("no-delegate", "Responder's certificate not valid for signing OCSP responses"),
            ("own", "Unable to verify OCSP Response's signature"),
        ):  # fmt: skip
            door.set({**CN, **OCSP, RESPONDER: f"{url}/{how}"})
            assert door.grant("full") == ((401, fault) if fault else (200, "alice")), how
            door.set({**CN, **OCSP, **OPEN, RESPONDER: f"{url}/{how}"})
            assert door.grant("full")[0] == (401 if how == "revoked" else 200), how
        known = {P + "ocsp-responder-certificate": base64.b64encode(DELEGATES["own"].public_bytes(made.DER)).decode()}
        for how in ("own", "good"):
            door.set({**CN, **OCSP, RESPONDER: f"{url}/{how}", **known})
            assert door.grant("full") == (200, "alice")
    door.set({**CN, **OCSP, RESPONDER: "http://127.0.0.1:1/"})
    assert door.grant("full") == (401, failed)
    door.set({**CN, **OCSP, RESPONDER: "::::"})
    assert door.grant("full")[1] == "Unable to check certificate revocation status using OCSP.\nExpected scheme name at index 0: ::::"
    door.set({**CN, **OCSP, RESPONDER: "http://127.0.0.1:1/", P + "ocsp-responder-certificate": "zzz"})
    assert door.grant("full") == (401, "the certificate of the OCSP responder cannot be read")
