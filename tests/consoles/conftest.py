"""Consoles that are made up, in jars as Keycloak has them."""

import json
import zipfile

import pytest

from emulator.consoles.consoles import opened

MANIFEST = {
    "src/main.tsx": {"file": "assets/main-1.js", "isEntry": True, "css": ["assets/main-1.css"], "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-1.js"},
}
SCRIPT = b"export const one = 1;\n" * 100
JARS = {
    "keycloak-admin-ui": {
        "theme/keycloak.v2/admin/resources/.vite/manifest.json": json.dumps(MANIFEST),
        "theme/keycloak.v2/admin/resources/assets/main-1.js": SCRIPT,
        "theme/keycloak.v2/admin/resources/favicon.svg": "<svg/>",
        "theme/keycloak.v2/admin/messages/messages_en.properties": "save=Save\nhello=Hello {{name}}\n",
        "theme/keycloak.v2/admin/messages/messages_zh_Hans.properties": "save=保存\n",
    },
    "keycloak-account-ui": {
        "theme/keycloak.v3/account/resources/.vite/manifest.json": json.dumps(MANIFEST),
        "theme/keycloak.v3/account/resources/content.json": "[]",
        "theme/keycloak.v3/account/messages/messages_en.properties": "personalInfo=Personal info\n",
    },
    "keycloak-themes": {
        "theme/base/admin/theme.properties": "abstract=true\nlocales=de,en,zh-CN\n",
        "theme/base/admin/messages/messages_en.properties": "invalid=Not valid\nsave=Store\n",
        "theme/base/login/messages/messages_en.properties": "doLogIn=Sign In",
    },
    "keycloak-themes-vendor": {
        "theme/keycloak/common/resources/vendor/react/react.production.min.js": "//react",
    },
}


def write_jar(folder, artifact, files, version="26.7.4"):
    """A jar; without a version one that does not say which it is."""
    place = folder / f"org.keycloak.{artifact}-{version or '26.7.4'}.jar"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as jar:
        if version:
            jar.writestr(f"META-INF/maven/org.keycloak/{artifact}/pom.properties", f"artifactId={artifact}\nversion={version}\n")
        for name, content in files.items():
            jar.writestr(name, content)
    return place


@pytest.fixture(scope="session")
def jars(tmp_path_factory):
    """A folder of jars."""
    folder = tmp_path_factory.mktemp("jars")
    for artifact, files in JARS.items():
        write_jar(folder, artifact, files)
    return folder


@pytest.fixture
def consoles(server, jars):
    """The server with these consoles; the version in their URLs."""
    emulator = server.live.emulator
    emulator.consoles = opened(jars)
    yield emulator.consoles.version
    emulator.consoles = None
