"""Whether a client's certificate has been revoked: by lists at paths and URLs, and by asking a responder (OCSP)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emulator.context import Context
from emulator.core import fetch
from emulator.keys import distinguished_name, ocsp, revocation_lists
from emulator.keys.certificate_checks import CertificateFault, load
from emulator.login.certificate_config import SEPARATOR, Config, is_on, text

_MUST_BE_FRESH = "x509-cert-auth-crl-abort-if-non-updated"
_NO_CACHE = {"Pragma": "no-cache", "Cache-Control": "no-cache, no-store"}


def check(context: Context, chain: Sequence[bytes], config: Config) -> None:
    """Raises CertificateFault for a certificate that is revoked, or may be, as far as the configuration asks."""
    if is_on(config, "crl-checking-enabled"):
        fresh = config.get(_MUST_BE_FRESH) == "true"
        by_certificate = is_on(config, "crldp-checking-enabled")
        places = revocation_lists.points(chain[0]) if by_certificate else text(config, "crl-relative-path").split(SEPARATOR)
        lists = [(place, _list_at(context, place)) for place in places]
        for place, content in lists:
            revocation_lists.check(chain, content, place, context.clock.now(), authorities(context), must_be_fresh=fresh)
    if is_on(config, "ocsp-checking-enabled"):
        _ask_responder(context, chain, config)


def _list_at(context: Context, place: str) -> bytes:
    """The list at a URL, or in a file below the folder of the configuration; raises CertificateFault."""
    folders = context.trust.folders
    try:
        if place.startswith("http"):
            return context.answers.ask(("revocation list", place), lambda: fetch.get(place, _NO_CACHE), own_thread=True)
        return context.answers.ask(("revocation list", place), lambda: _file(folders, place))
    except (fetch.FetchError, OSError) as error:
        if isinstance(error, fetch.FetchError) and error.status:
            raise CertificateFault(f"Error when loading crl {place} : {error}") from error
        raise CertificateFault(f'Unable to load CRL from "{place}"') from error


def _file(folders: Sequence[str], place: str) -> bytes:
    # A path that begins with a slash stands below the folder too.
    found = next((path for folder in folders if (path := Path(f"{folder}/{place}")).is_file()), None)
    if found is None:
        raise FileNotFoundError(place)
    return found.read_bytes()


def _ask_responder(context: Context, chain: Sequence[bytes], config: Config) -> None:
    responder = _responder(text(config, "ocsp-responder-certificate"), context.clock.now())
    issuer = _issuer(context, chain)
    try:
        url = text(config, "ocsp-responder-uri")
        if not url.strip():
            url, responder = ocsp.responder_of(chain[0]), b""
        if not re.match("[A-Za-z][A-Za-z0-9+.-]*:", url):
            raise CertificateFault(f"Unable to check certificate revocation status using OCSP.\nExpected scheme name at index 0: {url}")
        question = ocsp.Question(chain[0], issuer, context.ids.bytes(16), responder)
        question.check(_asked(context, url, question), context.clock.now())
    except ocsp.RevokedFault:
        raise
    except CertificateFault:
        if not is_on(config, "ocsp-fail-open"):
            raise


def _asked(context: Context, url: str, question: ocsp.Question) -> bytes:
    body = question.encoded()
    try:
        return context.answers.ask(
            ("ocsp", url, question.certificate), lambda: fetch.post(url, body, {"Content-Type": ocsp.MEDIA_TYPE}), own_thread=True
        )
    except fetch.FetchError as error:
        raise CertificateFault(ocsp.FAILED) from error


def _issuer(context: Context, chain: Sequence[bytes]) -> bytes:
    """The issuer's certificate: the client has sent it along, or it is trusted here."""
    if len(chain) > 1:
        return chain[1]
    read = load(chain[0])
    trusted = next((one for one in authorities(context) if one.subject == read.issuer), None)
    if trusted is None:
        name = distinguished_name.printed(read.issuer.public_bytes())
        raise CertificateFault(f"No trusted CA in certificate found: {name}. Add it to truststore SPI if valid.")
    return ocsp.der(trusted)


def authorities(context: Context) -> Sequence[Any]:
    """The certificates that are trusted here; raises CertificateFault where they cannot be read."""
    try:
        return context.trust.authorities()
    except ValueError as error:
        raise CertificateFault(f"the trust store cannot be read: {error}") from error


def _responder(encoded: str, now: float) -> bytes:
    """The certificate of the configuration; empty for none, and for one whose time is over. Raises CertificateFault."""
    if not encoded.strip():
        return b""
    try:
        certificate = base64.b64decode(encoded)
        ends = load(certificate).not_valid_after_utc.timestamp()
    except (binascii.Error, CertificateFault) as error:
        raise CertificateFault("the certificate of the OCSP responder cannot be read") from error
    return certificate if ends >= now else b""
