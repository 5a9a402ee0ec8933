"""Writes emulator/configuration/options.json, the table of kc.sh's options:

    python make_options.py KEYCLOAK [JAVA]

KEYCLOAK is an unpacked distribution, JAVA a JDK's java. What the table says is what Keycloak's own classes say (Options.java), in the
order of its help. A member that is false or empty is left out.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "emulator" / "configuration" / "options.json"
INTERNAL = {"exporter", "importer", "opentelemetry-hidden-mapper", "http-optimized-serializers-hidden-mapper"}


def described(keycloak: Path, java: str) -> list[dict]:
    """What Options.java prints."""
    classes = ":".join(str(keycloak / "lib" / "lib" / part / "*") for part in ("main", "boot"))
    return json.loads(subprocess.run([java, "-cp", classes, str(HERE / "Options.java")], capture_output=True, check=True).stdout)


def main(keycloak: Path, java: str = "java") -> None:
    options = [option for option in described(keycloak, java) if option["name"] not in INTERNAL]
    options.sort(key=lambda option: (option.pop("order"), option["name"]))
    lines = []
    for option in options:
        kind = option.pop("type")
        option["integer"] = kind == "Integer"
        option["loose"] = bool(option["values"]) and not option.pop("strict")
        option.pop("strict", None)
        lines.append(json.dumps({key: value for key, value in option.items() if value}, ensure_ascii=False))
    TABLE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(len(lines), "options")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
