"""The page that posts an authorization response to the client (OAuth 2.0 Form Post Response Mode), in Keycloak's own markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from emulator.pages.render import NO_STORE
from emulator.tokens.draft import java_order
from emulator.web.response import Response

NEGOTIATE = ("WWW-Authenticate", "Negotiate")


def render(action: str, values: Mapping[str, str], history_url: str = "") -> Response:
    """A form of hidden fields that submits itself, and a button where scripts are off.

    ``history_url`` takes its place in the browser's history, where it answers the form of a login.
    """
    fields = "".join(f'  <INPUT TYPE="HIDDEN" NAME="{escape(name)}" VALUE="{escape(values[name])}" />\n' for name in java_order(values))
    text = (
        f"<HTML>\n  <HEAD>\n    <TITLE>OIDC Form_Post Response</TITLE>\n  {_history(history_url)}</HEAD>\n"
        '  <BODY Onload="document.forms[0].submit()">\n'
        f'    <FORM METHOD="POST" ACTION="{escape(action)}">\n{fields}'
        "      <NOSCRIPT>\n"
        "        <P>JavaScript is disabled. We strongly recommend to enable it. Click the button below to continue .</P>\n"
        '        <INPUT name="continue" TYPE="SUBMIT" VALUE="CONTINUE" />\n'
        "      </NOSCRIPT>\n    </FORM>\n  </BODY>\n</HTML>"
    )
    return Response(200, "text/html", text.encode(), [NO_STORE])


def without_ticket(action: str, status: int) -> Response:
    """Asks a browser for a Kerberos ticket; the page that one without any shows sends itself on."""
    text = (
        '<HTML><HEAD><TITLE>Kerberos Unsupported</TITLE></HEAD><BODY Onload="document.forms[0].submit()">'
        f'<FORM METHOD="POST" ACTION="{escape(action)}"><NOSCRIPT><P>Your browser has no Kerberos ticket. Go on without one.</P>'
        '<INPUT name="continue" TYPE="SUBMIT" VALUE="CONTINUE" /></NOSCRIPT></FORM></BODY></HTML>'
    )
    return Response(status, "text/html", text.encode(), [NO_STORE, NEGOTIATE])


def _history(url: str) -> str:
    if not url:
        return ""
    text = json.dumps(url).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f"<SCRIPT> if (typeof history.replaceState === 'function') {{  history.replaceState({{}}, \"some title\", {text}); }}</SCRIPT>"
