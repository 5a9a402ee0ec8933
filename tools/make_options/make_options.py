"""Writes emulator/configuration/options.json, the table of kc.sh's options:

    python make_options.py KEYCLOAK [JAVA]

KEYCLOAK is an unpacked distribution, JAVA a JDK's java. Names, values and defaults are what Keycloak's own classes say (Options.java), in
the order of its help. A member that is false or empty is left out. What explains an option stays as it is in the table; options that
nothing explains yet are printed.
"""

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tools import own_words

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "emulator" / "configuration" / "options.json"
INTERNAL = {"exporter", "importer", "opentelemetry-hidden-mapper", "http-optimized-serializers-hidden-mapper"}


def described(keycloak: Path, java: str) -> list[dict]:
    """What Options.java prints."""
    classes = ":".join(str(keycloak / "lib" / "lib" / part / "*") for part in ("main", "boot"))
    return json.loads(subprocess.run([java, "-cp", classes, str(HERE / "Options.java")], capture_output=True, check=True).stdout)


def main(keycloak: Path, java: str = "java") -> None:
    options = [option for option in described(keycloak, java) if option["name"] not in INTERNAL]
    missing = own_words.keep(options, json.loads(TABLE.read_text(encoding="utf-8")))
    options.sort(key=lambda option: (option.pop("order"), option["name"]))
    lines = []
    for option in options:
        kind = option.pop("type")
        option["integer"] = kind == "Integer"
        option["loose"] = bool(option["values"]) and not option.pop("strict")
        option.pop("strict", None)
        lines.append(json.dumps({key: value for key, value in option.items() if value}, ensure_ascii=False))
    TABLE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(len(lines), "options", *(f"\n  no words yet: {place}" for place in missing))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
