"""The little of Exif that matters: which way up a picture is, and whom it may name.

Exif is a TIFF file with no picture in it: an order of bytes, then a directory of tags.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
MOST_TAGS = 1_000
ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825
SHORT = 3
UPRIGHT, TURNS = 1, range(2, 9)
PREFIX = b"Exif\0\0"
"""Before it in a JPEG; some programs write it in PNG and WebP, too."""


def turned(exif: bytes) -> int:
    """The orientation, 2 to 8, that a picture is shown in; 1 if it is upright, or
    nobody can tell."""
    for tag, kind, value in _tags(exif.removeprefix(PREFIX)):
        if (tag, kind) == (ORIENTATION, SHORT) and value in TURNS:
            return value
    return UPRIGHT


def names_somebody(exif: bytes) -> bool:
    """Whether it says where the picture was taken, or by whom."""
    tags = {tag for tag, _, _ in _tags(exif.removeprefix(PREFIX))}
    return bool(tags & {GPS, ARTIST})


def saying_only(orientation: int) -> bytes:
    """The least Exif that has an orientation."""
    entry = struct.pack("<HHIHH", ORIENTATION, SHORT, 1, orientation, 0)
    return struct.pack("<4sIH", b"II*\0", 8, 1) + entry + bytes(4)


def _tags(tiff: bytes) -> Iterator[tuple[int, int, int]]:
    """Tag, type and the first number of each entry, as far as it can be read."""
    order = ORDERS.get(tiff[:4])
    if order is None:
        return
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(count, MOST_TAGS)):
            place = start + 2 + 12 * number
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            yield tag, kind, value
    except struct.error:
        return  # It ends before it said so.
