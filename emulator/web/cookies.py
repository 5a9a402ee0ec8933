"""Cookies of a realm, with the attributes that Keycloak gives them."""

from __future__ import annotations

from emulator.core import web_address
from emulator.web.call import Call


def add(call: Call, name: str, value: str, *, max_age: int | None = None, http_only: bool = True, strict: bool = False) -> None:
    """Sets a cookie of the realm: for every site over https and on localhost, else for its own site; ``strict`` for its own site alone."""
    parts = [f"{name}={value}", "Version=1", f"Path={_path(call)}"]
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    secure = call.scheme == "https" or (web_address.split(call.base).hostname or "") in ("localhost", "127.0.0.1", "::1")
    if secure:
        parts.append("Secure")
    if http_only:
        parts.append("HttpOnly")
    parts.append("SameSite=Strict" if strict else "SameSite=None" if secure else "SameSite=Lax")
    call.notes.append(("Set-Cookie", ";".join(parts)))


def clear(call: Call, name: str) -> None:
    """Deletes a cookie of the realm."""
    call.notes.append(("Set-Cookie", f"{name}=;Version=1;Path={_path(call)};Max-Age=0"))


def _path(call: Call) -> str:
    return f"{web_address.split(call.base).path}/realms/{call.context.realm.name}/"
