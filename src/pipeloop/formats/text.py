"""Which encoding a text is in: UTF-8, UTF-16, or a Windows code page."""

from __future__ import annotations

import codecs

from pipeloop.formats.errors import FormatError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The most common letters of Russian: a text in the right code page is full of them.
_COMMON_LETTERS = set("оеаинтсрвлкмдпуяОЕАИНТСРВЛКМДПУЯ")


def encoding_of(head: bytes) -> str:
    """The name of the encoding of a text.

    Args:
        head: the first bytes, some tens of thousands.

    Raises:
        FormatError: these bytes are no text in a supported encoding.
    """
    if head.startswith(codecs.BOM_UTF32_LE):
        raise FormatError("encoding")
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    utf16 = _utf16(head)
    if utf16:
        return utf16
    if b"\x00" in head:
        raise FormatError("encoding")
    if _is_utf8(head):
        return "utf-8"
    return _code_page(head)


def _utf16(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of a Latin or Russian text is 0 or 4."""
    if len(head) < 8:
        return None
    high_bytes = (0, 4)
    even, odd = head[0::2], head[1::2]
    if any(left == right == 0 for left, right in zip(even, odd, strict=False)):
        return None
    if sum(byte in high_bytes for byte in odd) > 0.9 * len(odd) and 0 in odd:
        return "utf-16-le"
    if sum(byte in high_bytes for byte in even) > 0.9 * len(even) and 0 in even:
        return "utf-16-be"
    return None


def _is_utf8(head: bytes) -> bool:
    # The head may end inside a character: the decoder keeps it for later.
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _code_page(head: bytes) -> str:
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if control > len(head) / 100:
        raise FormatError("encoding")
    high = [byte for byte in head if byte >= 0x80]
    russian = bytes(high).decode("cp1251", errors="replace")
    common = sum(letter in _COMMON_LETTERS for letter in russian)
    name = "cp1251" if common > 0.5 * len(high) else "cp1252"
    try:
        head.decode(name)
    except UnicodeDecodeError:
        raise FormatError("encoding") from None
    return name
