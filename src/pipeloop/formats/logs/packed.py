"""Files packed by gzip."""

from __future__ import annotations

import zlib
from pathlib import Path

from pipeloop.formats.errors import FormatError

MARK = b"\x1f\x8b"
# A log seldom shrinks to less than a hundredth; a file that swells more is an attack.
SWELL, ALWAYS = 300, 50_000_000
_GZIP = 31


def unpacked(path: Path) -> bytes:
    """What a gzip file holds, all its members together.

    Raises:
        FormatError: truncated, broken_archive or too_large.
    """
    packed, parts, size = path.read_bytes(), [], 0
    most = SWELL * len(packed) + ALWAYS
    while packed:
        reader = zlib.decompressobj(_GZIP)
        try:
            parts.append(reader.decompress(packed, most - size + 1))
        except zlib.error:
            raise FormatError("broken_archive") from None
        size += len(parts[-1])
        if size > most:
            raise FormatError("too_large", size=size, most=most)
        if not reader.eof:
            raise FormatError("truncated")
        # Some write zeros behind the last member.
        packed = reader.unused_data.lstrip(b"\x00")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def head(path: Path, size: int) -> bytes:
    """The first bytes that a gzip file holds, as far as it can be read."""
    reader = zlib.decompressobj(_GZIP)
    with path.open("rb") as file:
        try:
            return reader.decompress(file.read(size), size)
        except zlib.error:
            raise FormatError("broken_archive") from None
