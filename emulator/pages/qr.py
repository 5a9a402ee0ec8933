"""QR codes (ISO/IEC 18004) in byte mode with the lowest error correction, which a screen does not need more of, as SVG."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from urllib.parse import quote

# Words of error correction for each block, and the number of blocks, by version (table 9, level L).
_CHECK_WORDS = (7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28)
_BLOCKS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8)
_LEVEL_L = 1
_QUIET = 4

Matrix = list[list[bool | None]]


def image(text: str) -> str:
    """A ``data:`` URI with the code of ``text``; empty for more than 858 bytes of UTF-8."""
    try:
        rows = encode(text.encode())
    except ValueError:
        return ""
    size = len(rows) + 2 * _QUIET
    path = "".join(f"M{x + _QUIET} {y + _QUIET}h{length}" for y, row in enumerate(rows) for x, length in _runs(row))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" transform="translate(0 .5)" d="{path}"/></svg>'
    )
    return "data:image/svg+xml," + quote(svg, safe=" /:='")


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    x = 0
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            yield x, length
        x += length


def encode(data: bytes) -> list[list[bool]]:
    """The modules of the smallest code that holds the data, row by row; True is dark. Raises ValueError for more than 858 bytes."""
    version = next((size for size in range(1, len(_BLOCKS) + 1) if _fits(data, size)), 0)
    if not version:
        raise ValueError(f"{len(data)} bytes do not fit into a code")
    base = _function_patterns(version)
    words = _with_check_words(_data_words(data, version), version)
    plain = [list(row) for row in base]
    for i, (x, y) in enumerate(_places(base)):
        plain[y][x] = bool(words[i >> 3] >> (7 - (i & 7)) & 1) if i >> 3 < len(words) else False
    room = [sum(1 << x for x, module in enumerate(row) if module is None) for row in base]
    best = min((_finished(plain, room, mask) for mask in range(8)), key=_penalty)
    return [[bool(row >> x & 1) for x in range(len(best))] for row in best]


def _capacity(version: int) -> int:
    """Words of data and error correction together."""
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        count = version // 7 + 2
        modules -= (25 * count - 10) * count - 55
        modules -= 36 if version >= 7 else 0
    return modules // 8


def _data_capacity(version: int) -> int:
    return _capacity(version) - _CHECK_WORDS[version - 1] * _BLOCKS[version - 1]


def _fits(data: bytes, version: int) -> bool:
    return 4 + (8 if version < 10 else 16) + 8 * len(data) <= 8 * _data_capacity(version)


def _data_words(data: bytes, version: int) -> list[int]:
    length = 8 if version < 10 else 16
    bits = f"0100{len(data):0{length}b}" + "".join(f"{byte:08b}" for byte in data)
    room = 8 * _data_capacity(version)
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    found = [int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)]
    padding = (0xEC, 0x11)
    return found + [padding[i % 2] for i in range(room // 8 - len(found))]


def _with_check_words(words: Sequence[int], version: int) -> list[int]:
    """The words in blocks with their Reed-Solomon remainders, interleaved."""
    blocks, check = _BLOCKS[version - 1], _CHECK_WORDS[version - 1]
    short = len(words) // blocks
    longer = len(words) % blocks
    parts, start = [], 0
    for index in range(blocks):
        end = start + short + (1 if index >= blocks - longer else 0)
        parts.append(words[start:end])
        start = end
    divisor = _divisor(check)
    remainders = [_remainder(part, divisor) for part in parts]
    mixed = [part[i] for i in range(short + 1) for part in parts if i < len(part)]
    return mixed + [remainder[i] for i in range(check) for remainder in remainders]


def _product(x: int, y: int) -> int:
    """Product in GF(2^8) modulo 0x11D."""
    result = 0
    for bit in range(7, -1, -1):
        result = (result << 1) ^ ((result >> 7) * 0x11D)
        result ^= ((y >> bit) & 1) * x
    return result


def _divisor(degree: int) -> list[int]:
    result = [0] * (degree - 1) + [1]
    root = 1
    for _ in range(degree):
        for index in range(degree):
            result[index] = _product(result[index], root) ^ (result[index + 1] if index + 1 < degree else 0)
        root = _product(root, 2)
    return result


def _remainder(words: Sequence[int], divisor: Sequence[int]) -> list[int]:
    result = [0] * len(divisor)
    for word in words:
        factor = word ^ result.pop(0)
        result.append(0)
        result = [value ^ _product(coefficient, factor) for value, coefficient in zip(result, divisor, strict=True)]
    return result


def _function_patterns(version: int) -> Matrix:
    """Finders, alignment and timing patterns, and room for the format; None is where data goes."""
    size = 17 + 4 * version
    rows: Matrix = [[None] * size for _ in range(size)]
    for i in range(size):
        rows[6][i] = rows[i][6] = i % 2 == 0
    for cx, cy in ((3, 3), (size - 4, 3), (3, size - 4)):
        for y in range(max(0, cy - 4), min(size, cy + 5)):
            for x in range(max(0, cx - 4), min(size, cx + 5)):
                rows[y][x] = max(abs(x - cx), abs(y - cy)) not in (2, 4)
    centres = _alignment(version)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for cy in centres:
        for cx in centres:
            if (cx, cy) not in corners:
                for y in range(cy - 2, cy + 3):
                    for x in range(cx - 2, cx + 3):
                        rows[y][x] = max(abs(x - cx), abs(y - cy)) != 1
    _write_format(rows, 0)
    if version >= 7:
        _write_version(rows, version)
    return rows


def _alignment(version: int) -> list[int]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6, *sorted(17 + 4 * version - 7 - i * step for i in range(count - 1))]


def _write_format(rows: Matrix, mask: int) -> None:
    data = _LEVEL_L << 3 | mask
    remainder = data
    for _ in range(10):
        remainder = (remainder << 1) ^ ((remainder >> 9) * 0x537)
    bits = (data << 10 | remainder) ^ 0x5412
    size = len(rows)
    around = [(8, i) for i in range(6)] + [(8, 7), (8, 8), (7, 8)] + [(14 - i, 8) for i in range(9, 15)]
    apart = [(size - 1 - i, 8) for i in range(8)] + [(8, size - 15 + i) for i in range(8, 15)]
    for places in (around, apart):
        for i, (x, y) in enumerate(places):
            rows[y][x] = bool(bits >> i & 1)
    rows[size - 8][8] = True


def _write_version(rows: Matrix, version: int) -> None:
    remainder = version
    for _ in range(12):
        remainder = (remainder << 1) ^ ((remainder >> 11) * 0x1F25)
    bits = version << 12 | remainder
    for i in range(18):
        a, b = len(rows) - 11 + i % 3, i // 3
        rows[b][a] = rows[a][b] = bool(bits >> i & 1)


def _places(rows: Matrix) -> Iterator[tuple[int, int]]:
    """Where data goes, in zigzag from the lower right, two columns at a time."""
    size = len(rows)
    for right in (x if x > 6 else x - 1 for x in range(size - 1, 0, -2)):
        for vertical in range(size):
            for x in (right, right - 1):
                upward = (right + 1) & 2 == 0
                y = size - 1 - vertical if upward else vertical
                if rows[y][x] is None:
                    yield x, y


_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda x, y: (x + y) % 2 == 0,
    lambda x, y: y % 2 == 0,
    lambda x, y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (x // 3 + y // 2) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)


def _finished(plain: Matrix, room: Sequence[int], mask: int) -> list[int]:
    """The rows with a mask over the ``room`` of the data and with its format; bit x of a row is its module x."""
    rows = [list(row) for row in plain]
    _write_format(rows, mask)
    flips, size = _MASKS[mask], len(rows)
    # Each mask repeats itself after twelve modules, downwards too.
    pattern = [sum(1 << x for x in range(size) if flips(x % 12, y)) for y in range(12)]
    return [sum(1 << x for x, module in enumerate(row) if module) ^ pattern[y % 12] & room[y] for y, row in enumerate(rows)]


_LONG_RUN = re.compile("0{5,}|1{5,}")


def _penalty(rows: list[int]) -> int:
    """How hard to read the code is: long runs, blocks, what looks like a finder, and the balance of dark and light."""
    size = len(rows)
    across = [f"{row:0{size}b}" for row in rows]
    lines = [*across, *("".join(column) for column in zip(*across, strict=True))]
    total = 0
    for line in lines:
        total += sum(len(run) - 2 for run in _LONG_RUN.findall(line))
        total += 40 * (line.count("10111010000") + line.count("00001011101"))
    for row, below in pairwise(rows):
        differs = (row ^ row >> 1) | (below ^ below >> 1) | (row ^ below)
        total += 3 * (size - 1 - (differs & (1 << size - 1) - 1).bit_count())
    dark = sum(row.bit_count() for row in rows)
    return total + 10 * (abs(dark * 20 - size * size * 10) // (size * size))
