"""Where consoles may lie, and which are refused."""

import shutil
import zipfile

import pytest

from emulator.configuration.settings import SettingsError
from emulator.consoles import places
from emulator.consoles.consoles import opened
from emulator.consoles.properties import properties
from tests.consoles.conftest import JARS, write_jar


def contents(consoles):
    return (
        consoles.resource("admin", "keycloak.v2", "favicon.svg").read().plain(),
        consoles.resource("common", "keycloak", "vendor/react/react.production.min.js").read().plain(),
        consoles.messages("admin", "en"),
        consoles.entry("account").script,
    )


def test_consoles_are_found_wherever_they_lie(jars, tmp_path):
    expected = contents(opened(jars))
    home, unpacked, single, mixed = (tmp_path / name for name in ("keycloak", "unpacked", "one", "mixed"))
    (home / "lib" / "lib").mkdir(parents=True)
    shutil.copytree(jars, home / "lib" / "lib" / "main")
    single.mkdir()
    mixed.mkdir()
    for jar in jars.iterdir():
        with zipfile.ZipFile(jar) as packed:
            packed.extractall(unpacked / jar.stem)
    write_jar(single, "keycloak-admin-ui", {name: content for files in JARS.values() for name, content in files.items()})
    for place in (home, unpacked, next(single.iterdir())):
        assert contents(opened(place)) == expected
    assert expected[2] == {"invalid": "Not valid", "save": "Save", "hello": "Hello {{name}}"}
    assert places.usual(home) == str(home / "lib" / "lib" / "main")
    assert places.usual(jars) == places.usual(tmp_path / "nowhere") == ""
    (home / "providers").mkdir()
    (home / "providers" / "my-provider-1.0.jar").touch()
    assert places.usual(home) == str(home / "lib" / "lib" / "main")
    shutil.copy(next(jars.glob("*admin-ui*")), home / "providers" / "keycloak-admin-ui-26.7.4.jar")
    assert places.usual(home) == str(home / "providers")


def test_consoles_that_cannot_be_are_refused(tmp_path):
    cases = [
        ({}, "There is no console at"),
        ({"keycloak-themes": ("26.7.4", JARS["keycloak-themes"])}, "There is no console at"),
        ({"keycloak-admin-ui": ("26.7.4", JARS["keycloak-admin-ui"])}, "need the jar keycloak-themes-vendor 26.7.4"),
        (
            {"keycloak-admin-ui": ("26.7.3", JARS["keycloak-admin-ui"])},
            "is of Keycloak 26.7.3: the emulator serves the consoles of 26.7.4 alone",
        ),
        ({"keycloak-admin-ui": ("", JARS["keycloak-admin-ui"])}, "of which Keycloak it is cannot be told"),
    ]
    for number, (jars, said) in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        for artifact, (version, files) in jars.items():
            write_jar(folder, artifact, files, version)
        with pytest.raises(SettingsError, match=said):
            opened(folder)
    broken = tmp_path / "broken.jar"
    broken.write_text("no jar")
    for place, said in ((broken, "is not a jar that can be read"), (tmp_path / "nowhere", "neither a file nor a folder")):
        with pytest.raises(SettingsError, match=said):
            opened(place)


def test_properties_are_read_as_java_reads_them():
    text = """
# a comment
! another
plain=value
spaced : with colon
\ttabbed   by spaces
key\\ with\\:signs=a\\=b
long=one \\
     two \\\\
escapes=tab\\tline\\n\\u00e4 \\q
empty=
alone
"""
    assert properties(text) == {
        "plain": "value",
        "spaced": "with colon",
        "tabbed": "by spaces",
        "key with:signs": "a=b",
        "long": "one two \\",
        "escapes": "tab\tline\nä q",
        "empty": "",
        "alone": "",
    }
