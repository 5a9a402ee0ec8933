"""Starts the installed command and gets a token of each shipped realm: python tests/smoke.py PATH-OF-keycloak-emulator."""

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request

FORMS = {
    "bvnk": {"grant_type": "client_credentials", "client_id": "bvnk-sandbox", "client_secret": "bvnk-sandbox-secret"},
    "gcore": {"grant_type": "password", "client_id": "gcore", "username": "user@example.org", "password": "password"},
    "layer5": {
        "grant_type": "password", "client_id": "layer5-cloud", "client_secret": "layer5-secret",
        "username": "meshery", "password": "password",
    },
}  # fmt: skip


def main(command: str) -> None:
    subprocess.run([command, "check", *FORMS], check=True)
    server = subprocess.Popen([command, "start-dev", *FORMS, "--http-port", "0"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        url = ""
        for line in server.stdout:
            if match := re.search(r"Listening on: (http://\S+)", line):
                url = match[1]
                break
        assert url, "the server did not say that it listens"
        for realm, form in FORMS.items():
            body = urllib.parse.urlencode(form).encode()
            with urllib.request.urlopen(f"{url}/auth/realms/{realm}/protocol/openid-connect/token", body) as answer:
                token = json.load(answer)
            assert token["token_type"] == "Bearer", token
            print(realm, "gives tokens")
    finally:
        server.terminate()
        code = server.wait(60)
    assert code in (0, 143), f"the server stopped with {code}"


if __name__ == "__main__":
    main(sys.argv[1])
