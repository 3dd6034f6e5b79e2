"""A photograph for the sample, drawn in code: three street lamps, one of them out."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 96, 64
NIGHT, GROUND, POLE = b"\x1b\x26\x3b", b"\x39\x3f\x3a", b"\x6b\x70\x78"
LIT, OUT = b"\xff\xd9\x7a", b"\x2d\x33\x3d"
LAMPS = {20: LIT, 48: OUT, 76: LIT}


def photograph() -> bytes:
    """The picture as a PNG (RFC 2083: signature, header, data, end)."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + _row(y) for y in range(HEIGHT))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _row(y: int) -> bytes:
    return b"".join(_pixel(x, y) for x in range(WIDTH))


def _pixel(x: int, y: int) -> bytes:
    for place, light in LAMPS.items():
        if (x - place) ** 2 + (y - 14) ** 2 < 36:
            return light
        if x == place and 14 <= y < 54:
            return POLE
    return GROUND if y >= 52 else NIGHT
