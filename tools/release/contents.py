"""What has to be in a wheel and in an sdist, and what must not."""

from __future__ import annotations

import collections
import email
import fnmatch
import subprocess
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.release.versions import ROOT

PACKAGES = ("emulator", "pytest_plugin", "kcadm")
NOTICES = ("LICENSE", "NOTICE", "THIRD_PARTY.md", "LICENSES/Apache-2.0.txt")
_IN_SDIST = ("README.md", "CHANGELOG.md", "pyproject.toml", "PKG-INFO", "docs/how-to.md", *NOTICES)
_OUT = ("tests/*", "tools/*", "benchmarks/*", ".*", "*/.*", "*__pycache__*", "*.pyc", "*.whl", "*.jar", "*.class", "*/node_modules/*")
# hatchling puts it into every sdist: what is not to be packaged has to be known there too.
_ALLOWED = (".gitignore",)


def tracked() -> list[str]:
    """The files of the packages and of the shipped realms that git knows."""
    listed = subprocess.run(["git", "ls-files", *PACKAGES, "realms"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def in_wheel(sources: Iterable[str]) -> set[str]:
    """Where a wheel has these files: the realms are inside of the package."""
    return {f"emulator/shipped/{name.removeprefix('realms/')}" if name.startswith("realms/") else name for name in sources}


def faults(names: list[str], needed: Iterable[str]) -> Iterator[str]:
    """What is wrong with a list of files: twice there, missing, or not to be there."""
    for name, count in collections.Counter(names).items():
        if count > 1:
            yield f"{name} is there {count} times"
    for name in sorted(set(needed) - set(names)):
        yield f"{name} is missing"
    for name in names:
        if name not in _ALLOWED and any(fnmatch.fnmatch(name, pattern) for pattern in _OUT):
            yield f"{name} should not be there"


def wheel_faults(wheel: Path, version: str) -> Iterator[str]:
    """What is wrong with a wheel: its files, its version, its licence."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        information = f"keycloak_emulator-{version}.dist-info"
        yield from faults(names, {*in_wheel(tracked()), *(f"{information}/licenses/{name}" for name in NOTICES)})
        others = {name for name in names if not name.startswith((*(f"{package}/" for package in PACKAGES), f"{information}/"))}
        yield from (f"{name} belongs to no package" for name in sorted(others))
        if f"{information}/METADATA" in names:
            yield from metadata_faults(archive.read(f"{information}/METADATA").decode(), version)


def sdist_faults(sdist: Path, version: str) -> Iterator[str]:
    """What is wrong with an sdist: its files, its version, its licence."""
    top = f"keycloak_emulator-{version}/"
    with tarfile.open(sdist) as archive:
        names = [member.name for member in archive if member.isfile()]
        yield from (f"{name} is outside of {top}" for name in names if not name.startswith(top))
        yield from faults([name.removeprefix(top) for name in names], {*tracked(), *_IN_SDIST})
        if f"{top}PKG-INFO" in names:
            member = archive.extractfile(f"{top}PKG-INFO")
            yield from metadata_faults(member.read().decode() if member else "", version)


def metadata_faults(text: str, version: str) -> Iterator[str]:
    """What is wrong with a distribution's metadata."""
    metadata = email.message_from_string(text)
    if metadata["Version"] != version:
        yield f"the metadata's version is {metadata['Version']}, not {version}"
    if metadata["License-Expression"] != "MIT AND Apache-2.0":
        yield f"the metadata's licence is {metadata['License-Expression']}"
    missing = set(NOTICES) - set(metadata.get_all("License-File") or [])
    yield from (f"the metadata names no licence file {name}" for name in sorted(missing))
