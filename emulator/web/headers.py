"""Security headers: the realm's, chosen by media type as observed on Keycloak."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.web.call import FORM
from emulator.web.response import JSON

_DEFAULTS = {
    "xFrameOptions": "SAMEORIGIN",
    "contentSecurityPolicy": "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
    "xContentTypeOptions": "nosniff",
    "xRobotsTag": "none",
    "referrerPolicy": "no-referrer",
    "strictTransportSecurity": "max-age=31536000; includeSubDomains",
}
_GENERIC = (
    ("referrerPolicy", "Referrer-Policy"),
    ("strictTransportSecurity", "Strict-Transport-Security"),
    ("xContentTypeOptions", "X-Content-Type-Options"),
    ("xRobotsTag", "X-Robots-Tag"),
)
_XML = "application/xml"
_FRAMES = ("xFrameOptions", "X-Frame-Options")
_HTML = (
    ("contentSecurityPolicy", "Content-Security-Policy"),
    ("contentSecurityPolicyReportOnly", "Content-Security-Policy-Report-Only"),
)


def security(
    configured: Mapping[str, str] | None, media_type: str, request_type: str, framed: bool = True, frames: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Security headers of an answer: JSON and XML get frame options, HTML and answers to forms also the content security policy.

    A bodyless answer to JSON or XML is like JSON, as observed.

    ``configured`` is the realm's ``browserSecurityHeaders``; None for an answer outside of any realm, which has the defaults.
    ``framed`` False leaves out what would keep a page from being embedded; ``frames`` are hosts that the page embeds.
    """
    values = {**_DEFAULTS, **configured} if configured else _DEFAULTS
    if frames:
        values = {**values, "contentSecurityPolicy": _with_frames(values["contentSecurityPolicy"], frames)}
    names = list(_GENERIC)
    if framed:
        if (media_type or request_type).startswith((JSON, _XML)):
            names.append(_FRAMES)
        elif media_type.startswith("text/html") or request_type == FORM:
            names += [_FRAMES, *_HTML]
    return [(header, values[name]) for name, header in names if values.get(name)]


def embeddable(configured: Mapping[str, str]) -> list[tuple[str, str]]:
    """The content security policy of a page that others embed: the realm's, but for frames of its own origin alone, as observed."""
    policy = {**_DEFAULTS, **configured}["contentSecurityPolicy"]
    directives = [" ".join(part.split()) for part in policy.split(";") if part.strip()]
    kept = "".join(f"{directive}; " for directive in directives if directive != "frame-ancestors 'self'").rstrip()
    return [("Content-Security-Policy", kept)] if policy else []


def _with_frames(policy: str, hosts: tuple[str, ...]) -> str:
    """The policy with hosts added to ``frame-src``; a realm without a policy stays without."""
    directives = [part.strip() for part in policy.split(";") if part.strip()]
    if not directives:
        return policy
    added = f"{' '.join(dict.fromkeys(hosts))} "
    index = next((i for i, directive in enumerate(directives) if directive.split()[0].lower() == "frame-src"), None)
    if index is None:
        directives.append(f"frame-src {added}")
    else:
        directives[index] = f"{directives[index]} {added}"
    return "; ".join(directives) + ";"
