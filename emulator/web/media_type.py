"""Content types of forms: which charset they are in, and those that nobody can read. As observed."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from emulator.core.errors import UNKNOWN_ERROR, AdminError

if TYPE_CHECKING:
    from emulator.web.call import Call

UTF_8 = "utf-8"
_CHARSET = re.compile(r';\s*charset=\s*"?([^";\s]*)', re.IGNORECASE)
_ABOVE_ASCII = re.compile(
    r"us-ascii|ascii|utf-?8|latin-?1|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(?:jp|kr)|shift_jis"
)
_OTHERS = re.compile(r"utf-?(?:16|32)(?:[bl]e)?|ibm\d+|x-.*")
_READABLE = re.compile(r"[^/,\s]+/[^/,\s]+(?:\s*;.*)?\s*", re.DOTALL)
_BOUNDARY = re.compile(r'\s*multipart/form-data\s*;.*boundary="?([^";]*)', re.IGNORECASE)
_ENDS = re.compile(rb"--\s*\Z")
_NAMELESS = re.compile(r";\s*charset=\s*(?:;|$)", re.IGNORECASE)


def charset(content_type: str) -> str:
    """The charset that escapes of a form stand for; UTF-8 where none is said. Raises AdminError for one that there is not."""
    said = _CHARSET.search(content_type)
    if said is None:
        return UTF_8
    name = said[1].lower()
    if _OTHERS.fullmatch(name):
        return UTF_8
    try:
        if _ABOVE_ASCII.fullmatch(name):
            return codecs.lookup(name).name
    except LookupError:
        pass
    raise AdminError(400, UNKNOWN_ERROR, f"there is no charset '{name}'")


def check_form(content_type: str, body: bytes) -> None:
    """Refuses a form that nobody can read: its charset has no name, or its parts are not there. Raises AdminError."""
    boundary = _BOUNDARY.match(content_type)
    is_cut_off = boundary is not None and not (boundary[1] and body.startswith(f"--{boundary[1]}".encode()) and _ENDS.search(body))
    if is_cut_off or _NAMELESS.search(content_type):
        raise AdminError(400, UNKNOWN_ERROR, f"nobody can read a form of the content type '{content_type}'")


def consumes(call: Call, *kinds: str) -> None:
    """Refuses a body of another content type than these, of which an empty one stands for none that is said; raises AdminError (415)."""
    if call.content_type not in kinds:
        message = "The content-type header value did not match the value in @Consumes"
        raise AdminError(415, {"error": message}, f"the content type is '{call.content_type}'")


def check(call: Call) -> None:
    """Refuses a Content-Type that is none, that is several, or of a form that nobody can read; raises AdminError."""
    said = call.headers.get("content-type")
    if said is None:
        return
    check_form(said, call.body)
    if _READABLE.fullmatch(said.strip()) is None:
        raise AdminError(400, UNKNOWN_ERROR, f"nobody can read the content type '{said}'")
