"""Photographs without what they say of their place, their camera and its owner.

Nothing is decoded: the parts that hold the picture, its colours and its animation are
copied as they are, all other parts are left out (Exif, XMP, IPTC, comments, thumbnails,
what a camera writes behind the end). Which way up it is, is said anew.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from application.exif import PREFIX, UPRIGHT, saying_only, turned
from application.file_types import FileTypeRefused

# JPEG (ITU-T T.81): what follows a 0xFF.
START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
JFIF_APP, EXIF_APP, ICC_APP, ADOBE_APP = 0xE0, 0xE1, 0xE2, 0xEE
APPLICATION = range(0xE0, 0xF0)
ALONE = {0x01, *range(0xD0, 0xD8)}
OF_THE_PICTURE = {*range(0xC0, 0xD0), *range(0xDA, 0xE0)}
JFIF_LENGTH = 12
"""Of its header up to the thumbnail's two dimensions."""
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs hIST"
    b" sPLT acTL fcTL fdAT".split()
)
WEBP_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
WEBP_EXIF, WEBP_XMP = 0x08, 0x04  # flags of VP8X
FRAME_HEADER = 16


def bare_picture(kind: str, content: bytes) -> bytes:
    """The picture and nothing else. Raises `FileTypeRefused` if it is not whole."""
    try:
        return b"".join(_BARE[kind](content))
    except (struct.error, IndexError):
        raise _broken() from None


def _jpeg(content: bytes) -> Iterator[bytes]:
    exif, kept = b"", []
    for marker, segment in _segments(content):
        if marker == EXIF_APP and segment[4:].startswith(PREFIX):
            exif = exif or segment[4:]
        else:
            kept.append(_bare_segment(marker, segment))
    yield content[:2]
    if (turn := turned(exif)) != UPRIGHT:
        said = PREFIX + saying_only(turn)
        yield struct.pack(">BBH", 0xFF, EXIF_APP, len(said) + 2) + said
    yield from kept


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its segment; that of a scan has the scan behind it."""
    place = 2
    while True:
        if content[place] != 0xFF:
            raise _broken()
        while content[place + 1] == 0xFF:
            place += 1
        marker = content[place + 1]
        if marker == END:
            yield marker, content[place : place + 2]
            return
        end = place + 2
        if marker not in ALONE:
            (length,) = struct.unpack_from(">H", content, end)
            end += length
            if length < 2 or end > len(content):
                raise _broken()
        if marker == SCAN:
            found = _AFTER_SCAN.search(content, end)
            if found is None:
                raise _broken()
            end = found.start()
        yield marker, content[place:end]
        place = end


def _bare_segment(marker: int, segment: bytes) -> bytes:
    """What is kept of it."""
    said = segment[4:]
    if marker in ALONE or marker in OF_THE_PICTURE or marker == END:
        return segment
    if marker == JFIF_APP and said.startswith(b"JFIF\0"):
        body = said[:JFIF_LENGTH].ljust(JFIF_LENGTH, b"\0") + bytes(2)
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
    if marker == ICC_APP and said.startswith(b"ICC_PROFILE\0"):
        return segment
    if marker == ADOBE_APP and said.startswith(b"Adobe"):
        return segment
    if marker in APPLICATION or marker == COMMENT:
        return b""
    raise _broken()


def _png(content: bytes) -> Iterator[bytes]:
    exif, kept = b"", []
    for kind, data, chunk in _chunks(content):
        if kind == b"eXIf":
            exif = exif or data
        elif kind in PNG_PARTS:
            kept.append(chunk)
        elif not kind[0] & 0x20:
            raise _broken()  # Nobody who does not know it can show the picture.
    yield PNG_START + kept[0]
    if (turn := turned(exif)) != UPRIGHT:
        said = b"eXIf" + saying_only(turn)
        yield struct.pack(">I", len(said) - 4) + said
        yield struct.pack(">I", zlib.crc32(said))
    yield from kept[1:]


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, data and the whole of each chunk up to the end."""
    place, kind = len(PNG_START), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content):
            raise _broken()
        if (place == len(PNG_START)) != (kind == b"IHDR"):
            raise _broken()
        yield kind, content[place + 8 : end - 4], content[place:end]
        place = end


def _webp(content: bytes) -> Iterator[bytes]:
    exif, kept = b"", []
    (length,) = struct.unpack_from("<I", content, 4)
    for kind, data in _parts(content[12 : 8 + length], length - 4):
        if kind == b"EXIF":
            exif = exif or data
        elif kind in WEBP_PARTS:
            kept.append([kind, data])
    turn = turned(exif)
    for part in kept:
        if part[0] == b"VP8X":
            flags = part[1][0] & ~(WEBP_EXIF | WEBP_XMP)
            if turn != UPRIGHT:
                flags |= WEBP_EXIF
            part[1] = bytes([flags]) + part[1][1:]
        elif part[0] == b"ANMF":
            frame = part[1]
            inner = _parts(frame[FRAME_HEADER:], len(frame) - FRAME_HEADER)
            seen = [_part(*each) for each in inner if each[0] in WEBP_PARTS]
            part[1] = frame[:FRAME_HEADER] + b"".join(seen)
    if turn != UPRIGHT and any(kind == b"VP8X" for kind, _ in kept):
        kept.append([b"EXIF", saying_only(turn)])
    body = b"".join(_part(kind, data) for kind, data in kept)
    yield struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WEBP") + body


def _parts(content: bytes, length: int) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a RIFF list of that length."""
    if len(content) != length:
        raise _broken()
    place = 0
    while place < length:
        kind, size = struct.unpack_from("<4sI", content, place)
        end = place + 8 + size
        if end > length:
            raise _broken()
        yield kind, content[place + 8 : end]
        place = end + size % 2


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(data)) + data + bytes(len(data) % 2)


def _broken() -> FileTypeRefused:
    return FileTypeRefused(
        problem="the picture is damaged or of an unknown form",
        problem_zh="图片已损坏或格式不明",
    )


_BARE = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
PICTURES = frozenset(_BARE)
