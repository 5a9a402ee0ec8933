"""Cookies of a realm, with the attributes that Keycloak gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.core import web_address
from emulator.web.call import Call


def add(call: Call, name: str, value: str, *, max_age: int | None = None, http_only: bool = True, strict: bool = False) -> None:
    """Sets a cookie of the realm: for every site over https and on localhost, else for its own site; ``strict`` for its own site alone."""
    parts = [f"{name}={value}", "Version=1", f"Path={_path(call)}"]
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    secure = is_secure(call)
    if secure:
        parts.append("Secure")
    if http_only:
        parts.append("HttpOnly")
    parts.append("SameSite=Strict" if strict else "SameSite=None" if secure else "SameSite=Lax")
    _set(call, ";".join(parts))


def is_secure(call: Call) -> bool:
    """Whether browsers take the page for a secure context: over https, and on the machine itself. The request counts, not who is told."""
    return call.scheme == "https" or call.host.strip("[]") in ("localhost", "127.0.0.1", "::1")


def clear(call: Call, name: str) -> None:
    """Deletes a cookie of the realm."""
    _set(call, f"{name}=;Version=1;Path={_path(call)};Max-Age=0")


def _set(call: Call, line: str) -> None:
    """The same is not said twice; a cookie that is deleted and set anew has both lines, as observed."""
    if ("Set-Cookie", line) not in call.notes:
        call.notes.append(("Set-Cookie", line))


def _path(call: Call) -> str:
    return f"{web_address.split(call.context.base).path}/realms/{call.context.realm.name}/"


def kept(lines: Iterable[str], host: str, now: float) -> list[dict[str, Any]]:
    """What a browser keeps of the values of ``Set-Cookie`` that a host sent, in the form that Playwright has for it."""
    jar: dict[str, dict[str, Any]] = {}
    for line in lines:
        (name, _, value), *rest = (part.strip().partition("=") for part in line.split(";"))
        attributes = {attribute.lower(): text for attribute, _, text in rest}
        lasts = attributes.get("max-age")
        jar.pop(name, None)
        if lasts == "0":
            continue
        jar[name] = {
            "name": name, "value": value, "domain": host, "path": attributes.get("path", "/"), "expires": now + int(lasts) if lasts else -1,
            "httpOnly": "httponly" in attributes, "secure": "secure" in attributes, "sameSite": attributes.get("samesite", "Lax"),
        }  # fmt: skip
    return list(jar.values())
