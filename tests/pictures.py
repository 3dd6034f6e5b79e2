"""Small real pictures, with and without what should not be published in them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from application.bare_pictures import PNG_START
from application.exif import PREFIX

ARTIST, GPS, ORIENTATION = 0x013B, 0x8825, 0x0112
NAME = "Wang Xiaoming"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + NAME.encode() + b"</x:xmpmeta>"


def image(width: int = 9, height: int = 7, colour: int = 40) -> Image.Image:
    """Every pixel another, so that a turned one is not the same."""
    pixels = [
        (x * 20 % 256, y * 30 % 256, colour)
        for y in range(height)
        for x in range(width)
    ]
    made = Image.new("RGB", (width, height))
    made.putdata(pixels)
    return made


def exif(orientation: int = 1) -> bytes:
    """Who took it and where, as a telephone writes it."""
    made = Image.Exif()
    made[ARTIST] = NAME
    made[ORIENTATION] = orientation
    made.get_ifd(GPS)[1] = "N"
    made.get_ifd(GPS)[2] = (37.0, 31.0, 12.5)
    return made.tobytes()


def written(kind: str, picture: Image.Image | None = None, **options: object) -> bytes:
    """kind: JPEG, PNG or WEBP."""
    file = io.BytesIO()
    (picture or image()).save(file, kind, **options)
    return file.getvalue()


def telling(kind: str, orientation: int = 1) -> bytes:
    """A picture that tells who made it, in every way that its form knows."""
    said = exif(orientation)
    if kind == "PNG":
        plain = written(kind, exif=said)
        return with_chunk(plain, b"tEXt", b"Author\0" + NAME.encode())
    if kind == "JPEG":
        made = written(kind, exif=said, comment=NAME, xmp=XMP)
        return made + b"trailer of " + NAME.encode()
    return written(kind, exif=said, xmp=XMP, lossless=True)


def with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """The chunk comes before the picture's data."""
    body = kind + data
    chunk = struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    place = png.index(b"IDAT") - 4
    return png[:place] + chunk + png[place:]


def pixels(content: bytes) -> tuple[str, tuple[int, int], bytes]:
    """What is seen of it, before it is turned."""
    with Image.open(io.BytesIO(content)) as opened:
        return opened.mode, opened.size, opened.tobytes()


PNG = written("PNG")
assert PNG.startswith(PNG_START) and PREFIX not in PNG
