"""Distinguished names of certificates as Java reads and writes them, which is how Keycloak compares them.

A name is a tuple of relative names, the last one of the certificate first (RFC 2253 section 2.1), each a tuple of attributes: an OID
and a value, which is a text, or the DER encoding where RFC 2253 has no keyword for the attribute.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

Name = tuple[tuple[tuple[str, str | bytes], ...], ...]

_OIDS = {
    "CN": "2.5.4.3", "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "S": "2.5.4.8", "O": "2.5.4.10", "OU": "2.5.4.11", "T": "2.5.4.12",
    "STREET": "2.5.4.9", "DC": "0.9.2342.19200300.100.1.25", "DNQ": "2.5.4.46", "DNQUALIFIER": "2.5.4.46", "SURNAME": "2.5.4.4",
    "GIVENNAME": "2.5.4.42", "INITIALS": "2.5.4.43", "GENERATION": "2.5.4.44", "UID": "0.9.2342.19200300.100.1.1",
    "IP": "1.3.6.1.4.1.42.2.11.2.1", "SERIALNUMBER": "2.5.4.5", "EMAILADDRESS": "1.2.840.113549.1.9.1",
    "EMAIL": "1.2.840.113549.1.9.1", "E": "1.2.840.113549.1.9.1", "BUSINESSCATEGORY": "2.5.4.15",
    "JURISDICTIONCOUNTRYNAME": "1.3.6.1.4.1.311.60.2.1.3",
}  # fmt: skip
_AS_ENCODED = ("T", "DNQ", "SURNAME", "GIVENNAME", "INITIALS", "GENERATION", "IP")
_COMPARED_AS_TEXT = frozenset(_OIDS.values()) - {_OIDS[name] for name in _AS_ENCODED}
_OTHER_WORDS = ("S", "DNQUALIFIER", "EMAIL", "E", "BUSINESSCATEGORY", "JURISDICTIONCOUNTRYNAME")
_PRINTED = {oid: name for name, oid in _OIDS.items() if name not in _OTHER_WORDS}
_TEXTS = {12: "utf-8", 19: "ascii", 20: "latin-1", 22: "ascii", 27: "latin-1", 28: "utf-32-be", 30: "utf-16-be"}
_UTF8, _PRINTABLE, _OID = 12, 19, 6
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")
_SHORT = {oid: {"EMAILADDRESS": "E", "DNQ": "DN"}.get(name, name) for oid, name in _PRINTED.items() if oid != _OIDS["IP"]}
_SHORT["2.5.4.15"] = "BusinessCategory"
_CANONICAL = frozenset({"CN", "C", "L", "ST", "O", "OU", "STREET", "DC", "UID"})
_ESCAPED = frozenset(',+"\\<>;=')
_QUOTED = frozenset(',+=\n<>#;\\"')
_REFUSED = frozenset('<>"')


def of(subject: bytes) -> Name:
    """The name in a certificate, from its DER encoding."""
    return tuple(tuple(_compared(oid, raw) for oid, raw in attributes) for attributes in _relative_names(subject))


def printed(subject: bytes) -> str:
    """The name in a certificate as Java prints it: ``CN=client two, O="Acme, Inc."``."""
    return ", ".join(" + ".join(_printed(oid, raw) for oid, raw in attributes) for attributes in _relative_names(subject))


def in_order(subject: bytes) -> str:
    """The name in a certificate as Bouncy Castle prints it, from its beginning: ``O=Acme,CN=client two``."""
    relatives = ("+".join(_short(oid, raw) for oid, raw in attributes) for attributes in reversed(_relative_names(subject)))
    return ",".join(relatives)


def canonical(subject: bytes) -> str:
    """The name in a certificate in Java's canonical form: in lower case, attributes without a keyword in RFC 2253 as they are encoded."""
    relatives = ("+".join(sorted(_folded(oid, raw) for oid, raw in attributes)) for attributes in _relative_names(subject))
    return ",".join(relatives)


def text_of(value: bytes) -> str | None:
    """The text that a DER encoding is of, also inside of tags; None for anything else."""
    items = list(_items(value))
    if len(items) == 1 and items[0][0] & 0xE0 == 0xA0:
        return text_of(items[0][1])
    return _text(value) if items else None


def escaped(text: str | bytes) -> str:
    """The value of an attribute as RFC 2253 writes it."""
    if isinstance(text, bytes):
        return f"#{text.hex()}"
    inner = "".join(f"\\{letter}" if letter in _ESCAPED else letter for letter in text)
    inner = f"\\{inner}" if inner.startswith("#") else inner
    blanks = len(inner) - len(inner.lstrip(" "))
    inner = "\\ " * blanks + inner[blanks:]
    ends = len(inner) - len(inner.rstrip(" ")) if inner.strip(" \\") else 0
    return inner[: len(inner) - ends] + "\\ " * ends


def parse(text: str) -> Name:
    """The name that a person wrote: ``cn=client two, o=Acme``. Raises ValueError."""
    return tuple(tuple(_written(part) for part in _split(relative, "+")) for relative in _split(text, ",;")) if text.strip() else ()


def _relative_names(subject: bytes) -> list[list[tuple[str, bytes]]]:
    """Attributes as OID and DER encoding of the value, the last relative name first."""
    (_, names, _), *_ = _items(subject)
    found = []
    for _, attributes, _ in _items(names):
        pairs = [list(_items(pair)) for _, pair, _ in _items(attributes)]
        found.append([(_dotted(oid), raw) for (_, oid, _), (_, _, raw) in pairs])
    return found[::-1]


def _items(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Tag, content and whole encoding of each DER item in a row. Raises ValueError."""
    start = 0
    while start < len(data):
        if start + 2 > len(data):
            raise ValueError("a DER item is cut off")
        length, begin = data[start + 1], start + 2
        if length & 0x80:
            size = length & 0x7F
            length, begin = int.from_bytes(data[begin : begin + size], "big"), begin + size
        if begin + length > len(data):
            raise ValueError("a DER item is cut off")
        yield data[start], data[begin : begin + length], data[start : begin + length]
        start = begin + length


def _dotted(content: bytes) -> str:
    numbers, value = [content[0] // 40, content[0] % 40] if content[0] < 80 else [2, content[0] - 80], 0
    for byte in content[1:]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    return ".".join(map(str, numbers))


def _text(raw: bytes) -> str | None:
    """The text that a DER string encodes; None for anything else."""
    tag, content, _ = next(_items(raw))
    return content.decode(_TEXTS[tag], "replace") if tag in _TEXTS else None


def _compared(oid: str, raw: bytes) -> tuple[str, str | bytes]:
    text = _text(raw) if oid in _COMPARED_AS_TEXT else None
    return oid, raw if text is None else text


def _printed(oid: str, raw: bytes) -> str:
    name, text = _PRINTED.get(oid, f"OID.{oid}"), _text(raw)
    if text is None:
        return f"{name}=#{raw.hex()}"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    quoted = _QUOTED & set(text) or "  " in text or text != text.strip(" \n")
    return f'{name}="{escaped}"' if quoted else f"{name}={escaped}"


def _short(oid: str, raw: bytes) -> str:
    text = _text(raw)
    return f"{_SHORT.get(oid, oid)}={escaped(text if text is not None else raw)}"


def _folded(oid: str, raw: bytes) -> str:
    name, text = _PRINTED.get(oid, ""), _text(raw)
    if name not in _CANONICAL or text is None:
        return f"{oid}=#{raw.hex()}"
    value = "".join(f"\\{letter}" if letter in _ESCAPED - {"="} else letter for letter in " ".join(text.split()))
    return unicodedata.normalize("NFKD", f"{name}={value}".lower())


def _split(text: str, separators: str) -> list[str]:
    """The parts between separators that are neither quoted nor escaped."""
    parts, start, quoted, index = [], 0, False, 0
    while index < len(text):
        letter = text[index]
        if letter == "\\":
            index += 1
        elif letter == '"':
            quoted = not quoted
        elif letter in separators and not quoted:
            parts.append(text[start:index])
            start = index + 1
        index += 1
    return [*parts, text[start:]]


def _written(part: str) -> tuple[str, str | bytes]:
    keyword, equals, value = part.partition("=")
    if not equals:
        raise ValueError(f"'{part.strip()}' is no attribute with a value")
    oid = _oid(keyword.strip())
    value = value.lstrip(" \n")
    if value.startswith("#"):
        return _compared(oid, _hexadecimal(value[1:].strip()))
    text = _unquoted(value) if value.startswith('"') else _unescaped(value)
    if oid in _COMPARED_AS_TEXT:
        return oid, text
    encoded = text.encode()
    if len(encoded) > 127:
        raise ValueError(f"the value of '{keyword.strip()}' is too long")
    return oid, bytes((_PRINTABLE if _PLAIN.issuperset(text) else _UTF8, len(encoded))) + encoded


def _oid(keyword: str) -> str:
    name = keyword.upper().removeprefix("OID.")
    if name[:1].isdigit():
        if not name.isascii() or not all(number.isdigit() for number in name.split(".")):
            raise ValueError(f"'{keyword}' is no object identifier")
        return name
    if name not in _OIDS:
        raise ValueError(f"there is no attribute '{keyword}' in distinguished names")
    return _OIDS[name]


def _hexadecimal(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if not raw or len(list(_items(raw))) != 1:
        raise ValueError(f"'#{text}' is no DER encoding of a value")
    return raw


def _unquoted(value: str) -> str:
    end, text = 1, ""
    while end < len(value) and value[end] != '"':
        if value[end] == "\\":
            end += 1
        text += value[end : end + 1]
        end += 1
    if end >= len(value) or value[end + 1 :].strip():
        raise ValueError(f"the quotes of {value} do not fit")
    return text.strip()


def _unescaped(value: str) -> str:
    unescaped, index, keep = bytearray(), 0, 0
    while index < len(value):
        letter = value[index]
        if letter in _REFUSED:
            raise ValueError(f"'{letter}' needs a backslash before it")
        if letter != "\\":
            unescaped += letter.encode("utf-8", "replace")
            index += 1
            continue
        pair = value[index + 1 : index + 3]
        if len(pair) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in pair):
            unescaped.append(int(pair, 16))
            index += 3
        elif pair and pair[0] in ' ,=\n+<>#;\\"':
            unescaped += pair[0].encode()
            index += 2
        else:
            raise ValueError("a backslash stands before what needs none")
        keep = len(unescaped)
    return (unescaped[:keep] + unescaped[keep:].rstrip(b" \n")).decode("utf-8", "replace")
