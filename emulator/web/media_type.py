"""Content types of forms: which charset they are in, and those that nobody can read. As observed."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from emulator.core.errors import AdminError

if TYPE_CHECKING:
    from emulator.web.call import Call

UTF_8 = "utf-8"
_CONSULT = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
_CHARSET = re.compile(r';\s*charset=\s*"?([^";\s]*)', re.IGNORECASE)
_ABOVE_ASCII = re.compile(
    r"us-ascii|ascii|utf-?8|latin-?1|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(?:jp|kr)|shift_jis"
)
_OTHERS = re.compile(r"utf-?(?:16|32)(?:[bl]e)?|ibm\d+|x-.*")
_READABLE = re.compile(r"[^/,\s]+/[^/,\s]+(?:\s*;.*)?\s*", re.DOTALL)
_MULTIPART = "multipart/form-data"


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
    raise AdminError(400, dict(_CONSULT), f"there is no charset '{name}'")


def check(call: Call) -> None:
    """Refuses a Content-Type that is none, that is several, or whose parts are not there; raises AdminError."""
    said = call.headers.get("content-type")
    if said is None:
        return
    is_empty = call.content_type == _MULTIPART and "boundary=" in said and not call.body.startswith(b"--")
    if is_empty or _READABLE.fullmatch(said.strip()) is None:
        raise AdminError(400, dict(_CONSULT), f"nobody can read the content type '{said}'")
