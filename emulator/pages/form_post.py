"""The page that posts an authorization response to the client (OAuth 2.0 Form Post Response Mode), in Keycloak's own markup."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from emulator.pages.render import NO_STORE
from emulator.tokens.draft import java_order
from emulator.web.response import Response


def render(action: str, values: Mapping[str, str]) -> Response:
    """A form of hidden fields that submits itself, and a button where scripts are off."""
    fields = "".join(f'  <INPUT TYPE="HIDDEN" NAME="{escape(name)}" VALUE="{escape(values[name])}" />\n' for name in java_order(values))
    text = (
        "<HTML>\n  <HEAD>\n    <TITLE>OIDC Form_Post Response</TITLE>\n  </HEAD>\n"
        '  <BODY Onload="document.forms[0].submit()">\n'
        f'    <FORM METHOD="POST" ACTION="{escape(action)}">\n{fields}'
        "      <NOSCRIPT>\n"
        "        <P>JavaScript is disabled. We strongly recommend to enable it. Click the button below to continue .</P>\n"
        '        <INPUT name="continue" TYPE="SUBMIT" VALUE="CONTINUE" />\n'
        "      </NOSCRIPT>\n    </FORM>\n  </BODY>\n</HTML>"
    )
    return Response(200, "text/html", text.encode(), [NO_STORE])
