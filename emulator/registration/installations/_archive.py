"""Archives of several files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

MEDIA = "application/zip"
_LINE = 64


def zipped(files: Iterable[tuple[str, str]]) -> bytes:
    """A zip of files by their paths; a path that ends with a slash is a folder."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files:
            # The date is that of the format's beginning, so that the same files are the same archive.
            archive.writestr(zipfile.ZipInfo(path), text.encode(), zipfile.ZIP_STORED if path.endswith("/") else zipfile.ZIP_DEFLATED)
    return content.getvalue()


def pem(label: str, text: str) -> str:
    """Base64 between PEM's lines (RFC 7468 section 2), without a line feed behind them and in ASCII, as observed."""
    ascii_text = text.encode("ascii", "replace").decode()
    lines = (ascii_text[start : start + _LINE] for start in range(0, len(ascii_text), _LINE))
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])
