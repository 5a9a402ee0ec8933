"""A browser that follows redirects inside of a realm, keeps cookies, and reads no page."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_MOST = 20
_TIMEOUT = 30


class Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to whoever asks."""

    def redirect_request(self, *arguments: Any, **more: Any) -> None:
        """None is followed."""


def followed(url: str, inside: str, opener: urllib.request.OpenerDirector, now: float) -> dict[str, Any]:
    """Where redirects from a URL lead out of what begins with ``inside``, in the form of a login; raises ValueError for a page."""
    from emulator.web import cookies

    lines: list[str] = []
    host = urlsplit(url).hostname or ""
    for _ in range(_MOST):
        kept = cookies.kept(lines, host, now)
        headers = {"Cookie": "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in kept)} if kept else {}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own http server
        try:
            with opener.open(request, timeout=_TIMEOUT) as page:
                title = page.read().decode("utf-8", "replace").partition('id="kc-page-title">')[2].partition("</h1>")[0].strip()
            raise ValueError(f"the browser stays at a page: {title or url}")
        except urllib.error.HTTPError as error:
            with error:
                if not 300 <= error.code < 400:
                    raise ValueError(f"{urlsplit(url).path} answers {error.code}") from None
                lines += error.headers.get_all("Set-Cookie") or []
                url = error.headers["Location"]
        if not url.startswith(f"{inside}/"):
            return _login(url, cookies.kept(lines, host, now))
    raise ValueError("the redirects do not end")


def _login(location: str, cookies: list[dict[str, Any]]) -> dict[str, Any]:
    response = dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))
    return {
        "location": location, "response": response, "code": response.get("code"), "session_id": response.get("session_state"),
        "storage_state": {"cookies": cookies, "origins": []},
    }  # fmt: skip
