"""The page that asks for the code that a device shows (RFC 8628 section 3.3)."""

from __future__ import annotations

from emulator.pages import render as pages
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, action: str, message: tuple[str, str] | None = None, status: int = 200) -> Response:
    """``action`` takes the code as ``device_user_code``; ``message`` is (type, text)."""
    page_id = "login-login-oauth2-device-verify-user-code"
    answer = pages.page(
        call,
        "device_code",
        page_id,
        Text("oauth2DeviceVerificationTitle"),
        status,
        again=f"{action}?execution=USER_CODE_VERIFICATION",
        client_id="",
        action=action,
        message=message,
    )
    answer.headers.append(pages.NO_STORE)
    return answer
