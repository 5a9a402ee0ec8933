"""Where files of the consoles lie: jars, read in place, and folders into which jars were unpacked."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from emulator.configuration.option_values import SettingsError
from emulator.consoles.places import is_part
from emulator.core.dataclass import dataclass

_LOCAL_HEADER = 30
_SIGNATURE = b"PK\x03\x04"
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_KEPT = ("theme/", "META-INF/")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes as they lie there: deflated (RFC 1951) or not. ``crc`` and ``size`` are those of the bytes that are meant."""

    raw: bytes
    deflated: bool
    crc: int
    size: int

    def plain(self) -> bytes:
        """The bytes that are meant. Raises OSError for a damaged file."""
        if not self.deflated:
            return self.raw
        try:
            return zlib.decompress(self.raw, -zlib.MAX_WBITS, self.size)
        except zlib.error as error:
            raise OSError(f"a file of the consoles is damaged: {error}") from error

    def gzipped(self) -> bytes | None:
        """The bytes as gzip (RFC 1952), which frames what a jar has without compressing it again; None for what is not deflated."""
        return _GZIP_HEADER + self.raw + struct.pack("<II", self.crc, self.size & 0xFFFFFFFF) if self.deflated else None


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be read: ``mark`` changes when its content does."""

    mark: str
    read: Callable[[], Content]


@dataclass(frozen=True, slots=True)
class Source:
    """A jar, or a folder like one, and its files by their names in it."""

    place: Path
    files: Mapping[str, File]


def sources(place: Path) -> Iterator[Source]:
    """The jars and unpacked jars at a place: a jar, a folder of them, an unpacked jar, or a distribution. Raises SettingsError."""
    if place.is_file():
        yield _jar(place)
        return
    if not place.is_dir():
        raise SettingsError(f"There are no consoles at {place}: it is neither a file nor a folder")
    inner = place / "lib" / "lib" / "main"
    folder = inner if inner.is_dir() else place
    jars = sorted(folder.glob("*.jar"))
    # A distribution has some hundred others.
    yield from (_jar(jar) for jar in [jar for jar in jars if is_part(jar.name)] or jars)
    yield from (_unpacked(below) for below in (folder, *sorted(folder.iterdir())) if (below / "theme").is_dir())


def _jar(place: Path) -> Source:
    """Reads the list of a jar, not what is in it."""
    try:
        with zipfile.ZipFile(place) as jar:
            entries = [entry for entry in jar.infolist() if entry.filename.startswith(_KEPT) and not entry.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise SettingsError(f"{place} is not a jar that can be read: {error}") from error
    return Source(place, {entry.filename: _entry(place, entry) for entry in entries if entry.compress_type in _METHODS})


def _entry(place: Path, entry: zipfile.ZipInfo) -> File:
    offset, length = entry.header_offset, entry.compress_size
    deflated, crc, size = entry.compress_type == zipfile.ZIP_DEFLATED, entry.CRC, entry.file_size

    def read() -> Content:
        with place.open("rb") as jar:
            jar.seek(offset)
            header = jar.read(_LOCAL_HEADER)
            if header[:4] != _SIGNATURE:
                raise OSError(f"{place} is not the jar any more that it was at the start")
            name, extra = struct.unpack("<HH", header[26:_LOCAL_HEADER])
            jar.seek(name + extra, os.SEEK_CUR)
            return Content(jar.read(length), deflated, crc, size)

    return File(f"{crc:08x}", read)


def _unpacked(folder: Path) -> Source:
    """The files below a folder; links to other folders are not followed."""
    paths = (Path(parent, name) for kept in _KEPT for parent, _, names in os.walk(folder / kept) for name in names)
    return Source(folder, {path.relative_to(folder).as_posix(): _loose(path) for path in sorted(paths)})


def _loose(path: Path) -> File:
    state = path.stat()

    def read() -> Content:
        raw = path.read_bytes()
        return Content(raw, False, 0, len(raw))

    return File(f"{state.st_mtime_ns:x}-{state.st_size:x}", read)
