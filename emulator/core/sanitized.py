"""HTML of the realm's administrators, reduced to what cannot do harm, as Keycloak reduces it in pages and messages."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from urllib.parse import urlsplit

_INLINE = {"a", "b", "br", "code", "em", "i", "img", "small", "span", "strong", "sub", "sup", "u"}
_BLOCKS = {"div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_TAGS = frozenset(_INLINE | _BLOCKS | _TABLES)
_EMPTY = frozenset({"br", "hr", "img"})
_ATTRIBUTES = {"a": ("href",), "img": ("src", "alt", "width", "height")}
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object"})
_SCHEMES = frozenset({"", "http", "https", "mailto"})


class _Sanitizer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if self._silent or tag not in _TAGS:
            return
        allowed = ("class", "title", *_ATTRIBUTES.get(tag, ()))
        if tag == "a" and not any(name == "href" and _is_harmless(name, value or "") for name, value in attrs):
            return
        filled = ((name, value or "") for name, value in attrs if name in allowed)
        kept = "".join(f' {name}="{_attribute(value)}"' for name, value in filled if _is_harmless(name, value))
        follow = ' rel="nofollow"' if tag == "a" else ""
        self.parts.append(f"<{tag}{kept}{follow}>")
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._silent and tag in self._open:
            while True:
                last = self._open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    return

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(html.escape(data, quote=False).replace("'", "&#39;").replace('"', "&#34;"))

    def finished(self) -> str:
        """What remains, with every tag closed."""
        self.close()
        return "".join(self.parts) + "".join(f"</{tag}>" for tag in reversed(self._open))


def sanitized(text: str) -> str:
    """The text with formatting tags alone; safe to be put into a page as it is. Ampersands in URLs stay as they are."""
    parser = _Sanitizer()
    parser.feed(text)
    return parser.finished()


def _attribute(value: str) -> str:
    return html.escape(value).replace("&amp;", "&").replace("&#x27;", "&#39;")


def _is_harmless(name: str, value: str) -> bool:
    if name not in ("href", "src"):
        return True
    try:
        return urlsplit(value.strip()).scheme.lower() in _SCHEMES
    except ValueError:
        return False
