"""Names of certificates, against what Java 25's X500Principal makes of the same texts."""

import contextlib
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type as Kind
from cryptography.x509.oid import NameOID

from emulator.keys import distinguished_name as names
from tests.examples import given, st

SAME = [
    ("CN=client two, O=Acme", "2.5.4.3=client two,2.5.4.10=Acme"),
    ("CN=client two, O=Acme", "cn=client two;o=Acme "),
    ("CN=client two, O=Acme", 'OID.2.5.4.3=client two,o="Acme"'),
    ("CN=client two, O=Acme", "CN=#0C0A636C69656E742074776F,O=Acme"),
    ("CN=client two, O=Acme", "CN=client\\20two,O=Acme"),
    ("CN=x, O=y\\, z", 'CN=x,O="y, z"'),
    ("CN=aÅ", "CN=a\\C3\\85"),
    ("CN=a", 'CN="  a "'),
    ("CN=a=b", "CN=a\\=b"),
    ("CN=a#b", 'CN="a#b"'),
    ("CN=a,CN=b", "CN=a;CN=b"),
    ("ST=x", "S=x"),
    ("EMAILADDRESS=a@b", "E=a@b"),
    ("EMAILADDRESS=a@b", "email=a@b"),
    ("1.2.3=x", "1.2.3=#130178"),
    ("GIVENNAME=x", "2.5.4.42=#130178"),
    ("DNQ=1", "DNQUALIFIER=1"),
]
DIFFERENT = [
    ("CN=a", "CN=A"), ("CN=a b", "CN=a  b"), ("CN=a,O=b", "O=b,CN=a"), ("CN=a+OU=b", "OU=b+CN=a"), ("CN=a+OU=b", "CN=a,OU=b"),
    ("CN=\\ a\\ ", "CN=a"), ("CN=a", "CN=a,O="), ("GIVENNAME=x", "2.5.4.42=#0c0178"),
]  # fmt: skip
WRONG = [
    "CN=a,", "CN=a,,O=b", "CN=a+b", "X=1", 'CN="a,b""', "CN=#zz", "CN=a<b>c", "=x", "CN", "OU=R+D", "SN=x", "CN=a\\", "CN=\\",
    "rubbish", ".*", "CN=#0c", "CN=#0c7f61", 'CN="a', "1.2.x=a", "CN=#",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_of_the_same_name(one, other):
    assert names.parse(one) == names.parse(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_texts_of_different_names(one, other):
    assert names.parse(one) != names.parse(other)


@pytest.mark.parametrize("text", WRONG)
def test_texts_that_are_no_names(text):
    with pytest.raises(ValueError):
        names.parse(text)


def certified(*attributes):
    """The subject of a certificate, in DER."""
    subject = x509.Name(attributes)
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
    return made.not_valid_before(now).not_valid_after(now + dt.timedelta(1)).sign(key, hashes.SHA256()).subject.public_bytes()


def attribute(oid, value, kind=None):
    return x509.NameAttribute(oid, value, kind) if kind is not None else x509.NameAttribute(oid, value)


def test_a_certificate_is_read_and_printed_as_java_does():
    der = certified(
        attribute(NameOID.COUNTRY_NAME, "SE"), attribute(NameOID.STATE_OR_PROVINCE_NAME, "Skane"), attribute(NameOID.LOCALITY_NAME, "Lund"),
        attribute(NameOID.ORGANIZATION_NAME, "Acme, Inc."), attribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "R+D"),
        attribute(NameOID.COMMON_NAME, "client one"), attribute(NameOID.EMAIL_ADDRESS, "one@example.org"),
    )  # fmt: skip
    text = "EMAILADDRESS=one@example.org,CN=client one,OU=R\\+D,O=Acme\\, Inc.,L=Lund,ST=Skane,C=SE"
    assert names.of(der) == names.parse(text)
    assert names.printed(der) == 'EMAILADDRESS=one@example.org, CN=client one, OU="R+D", O="Acme, Inc.", L=Lund, ST=Skane, C=SE'


def test_attributes_without_a_keyword_of_rfc_2253_are_compared_as_they_are_encoded():
    printable = certified(attribute(NameOID.GIVEN_NAME, "x", Kind.PrintableString))
    utf8 = certified(attribute(NameOID.GIVEN_NAME, "x", Kind.UTF8String))
    assert names.of(printable) == names.parse("GIVENNAME=x") != names.of(utf8)
    assert names.printed(utf8) == "GIVENNAME=x"
    other = certified(attribute(NameOID.BUSINESS_CATEGORY, "p"), attribute(NameOID.TITLE, "a  b"))
    assert names.printed(other) == 'T="a  b", OID.2.5.4.15=p'


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        names.parse(text)
