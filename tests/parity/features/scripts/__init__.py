"""The scripts of policies that recordings are of, and the jar that they are deployed in."""

import zipfile
from pathlib import Path

HERE = Path(__file__).parent
_DESCRIPTOR = "keycloak-scripts.json"


def make_jar(place):
    """Writes the jar, for the emulator or for Keycloak's ``providers``."""
    with zipfile.ZipFile(place, "w") as jar:
        jar.write(HERE / _DESCRIPTOR, f"META-INF/{_DESCRIPTOR}")
        for script in sorted(HERE.rglob("*.js")):
            jar.write(script, script.relative_to(HERE).as_posix())
