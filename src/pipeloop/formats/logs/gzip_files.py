"""Files compressed by gzip."""

from __future__ import annotations

import zlib
from pathlib import Path

from pipeloop.formats.errors import FormatError

MARK = b"\x1f\x8b"
# A log seldom shrinks to less than a hundredth; a file with a higher ratio is an attack.
MAX_RATIO, ALWAYS_ALLOWED = 300, 50_000_000
_GZIP = 31


def decompress(path: Path) -> bytes:
    """The content of a gzip file, with all its members.

    Raises:
        FormatError: truncated, broken_archive or too_large.
    """
    compressed, members, size = path.read_bytes(), [], 0
    limit = MAX_RATIO * len(compressed) + ALWAYS_ALLOWED
    while compressed:
        decompressor = zlib.decompressobj(_GZIP)
        try:
            members.append(decompressor.decompress(compressed, limit - size + 1))
        except zlib.error:
            raise FormatError("broken_archive") from None
        size += len(members[-1])
        if size > limit:
            raise FormatError("too_large", size=size, most=limit)
        if not decompressor.eof:
            raise FormatError("truncated")
        # Some tools write zeros after the last member.
        compressed = decompressor.unused_data.lstrip(b"\x00")
    return members[0] if len(members) == 1 else b"".join(members)


def decompress_head(path: Path, size: int) -> bytes:
    """The first bytes of the content of a gzip file."""
    decompressor = zlib.decompressobj(_GZIP)
    with path.open("rb") as file:
        try:
            return decompressor.decompress(file.read(size), size)
        except zlib.error:
            raise FormatError("broken_archive") from None
