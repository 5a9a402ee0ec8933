"""What a version is called in its places: the package, the changelog, the tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_HEADING = re.compile(r"^## (\S+) \((.+)\)$", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def version() -> str:
    """The version that ``emulator/version.py`` has, read as hatchling reads it: without an import."""
    text = (ROOT / "emulator" / "version.py").read_text(encoding="utf-8")
    match = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if match is None:
        raise ValueError("emulator/version.py has no __version__")
    return match[1]


def sections(changelog: str) -> dict[str, tuple[str, str]]:
    """The sections of a changelog: version → its date, or ``unreleased``, and its text without the heading."""
    headings = list(_HEADING.finditer(changelog))
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    return {heading[1]: (heading[2], changelog[heading.end() : end].strip()) for heading, end in zip(headings, ends, strict=True)}


def notes(changelog: str, name: str, at: str = "") -> str:
    """The text of one version's section.

    Its links are relative to the root of the project; ``at`` is an address to put before them, for a page that is elsewhere.
    Raises ``KeyError`` for a version without a section.
    """
    text = sections(changelog)[name][1]
    return re.sub(r"\]\((?!\w+:|#)", f"]({at}", text) + "\n"


def faults(changelog: str, name: str, tag: str | None) -> Iterator[str]:
    """What does not agree: the changelog has to begin with the version, and a tag to be its name; a tag wants a date."""
    known = sections(changelog)
    if name not in known:
        yield f"CHANGELOG.md has no section '## {name} (…)'"
        return
    if next(iter(known)) != name:
        yield f"CHANGELOG.md begins with {next(iter(known))}, the version is {name}"
    date, text = known[name]
    if not text:
        yield f"the section {name} of CHANGELOG.md is empty"
    if tag is None:
        return
    if tag != f"v{name}":
        yield f"the tag is {tag}, the version's is v{name}"
    if not _DATE.fullmatch(date):
        yield f"the section {name} of CHANGELOG.md says '{date}' where a release has its date, YYYY-MM-DD"
