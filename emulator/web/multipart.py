"""Forms with files (``multipart/form-data``, RFC 7578)."""

from __future__ import annotations

from email.parser import BytesParser

from emulator.web.call import Call


def parts(call: Call) -> dict[str, bytes]:
    """The contents of a form's parts by name; none for any other body."""
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + call.body)
    if not message.is_multipart():
        return {}
    named = ((part.get_param("name", header="content-disposition"), part.get_payload(decode=True)) for part in message.walk())
    return {name: content for name, content in named if isinstance(name, str) and isinstance(content, bytes)}
