"""Forms in parts (``multipart/form-data``, RFC 7578)."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser

from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.web import media_type
from emulator.web.call import MAX_FIELD, Call
from emulator.web.forms import Parameters, TooLong

_KIND = "multipart/form-data"


def parts(call: Call) -> dict[str, bytes]:
    """The contents of a form's parts by name; none for any other body."""
    return {name: content for name, content, _ in _read(call)}


def fields(call: Call) -> Parameters:
    """The form, also one in parts. Raises AdminError for parts that are files, and for a form that nobody can read.

    As observed, endpoints read both, but who proves who it is with what stands in parts is not known: so a form in parts is taken by
    ``Call.take`` once the client has proved itself.
    """
    encoded = call.form
    if call.content_type != _KIND:
        return encoded
    try:
        return Parameters.of([(name, _text(content, part)) for name, content, part in _read(call)], MAX_FIELD)
    except TooLong as error:
        raise AdminError(413, {"error": "HTTP 413 Request Entity Too Large"}, reason="a form field is too long") from error


def _read(call: Call) -> list[tuple[str, bytes, Message]]:
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + call.body)
    if not message.is_multipart():
        return []
    named = ((part.get_param("name", header="content-disposition"), part.get_payload(decode=True), part) for part in message.walk())
    return [(name, content, part) for name, content, part in named if isinstance(name, str) and isinstance(content, bytes)]


def _text(content: bytes, part: Message) -> str:
    if part.get_filename() is not None:
        raise AdminError(400, UNKNOWN_ERROR, "a part of the form is a file")
    return content.decode(media_type.charset(str(part.get("content-type", ""))), "replace")
