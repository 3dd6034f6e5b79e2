"""Documents without what they say, unseen, of the people who made them.

Everybody may fetch what is published, and its digest stays in the log for good: so this
is done before anything is kept. What can be taken out without touching what is seen is
taken out; what cannot is refused, and the refusal names it.
"""

from __future__ import annotations

import re

from application.bare_pictures import PICTURES, bare_picture
from application.exif import names_somebody
from application.file_types import (
    PDF_STREAM,
    XLSX,
    MetadataPersonal,
    inflated,
    unescaped,
)
from application.workbook_metadata import bare_workbook

PDF = "application/pdf"
_AUTHOR = re.compile(rb"/Author(?![A-Za-z0-9])")
_NOBODY = re.compile(
    rb"/Author\s*(?:\(\s*(?:\xfe\xff)?\s*(?:\\?\()?\s*(?:anonymous|unspecified|unknown)?"
    rb"\s*(?:\\?\))?\s*\)|<\s*(?:FEFF)?\s*>)",
    re.IGNORECASE,
)
"""What programs write for want of a name."""
_CREATOR = re.compile(
    rb"<dc:creator>.*?<rdf:li[^>]*>\s*([^<]*?)\s*</rdf:li>", re.DOTALL
)
_UNNAMED = (b"", b"anonymous", b"(anonymous)", b"unspecified", b"unknown")
_EXIF = re.compile(rb"\xff\xe1(..)(Exif\0\0)", re.DOTALL)


def without_metadata(content: bytes, kind: str) -> bytes:
    """The document as it may be kept; the same if nothing had to go.

    Raises `MetadataPersonal` for what has to be taken out by whoever made it, and
    `FileTypeRefused` for what is damaged.
    """
    if kind in PICTURES:
        return bare_picture(kind, content)
    if kind == XLSX:
        return bare_workbook(content)
    if kind == PDF:
        _require_nobody(content)
    return content


def _require_nobody(content: bytes) -> None:
    """A PDF is not written anew: it may be signed."""
    streams = (inflated(stream) for stream in PDF_STREAM.findall(content))
    for part in (content, *streams):
        said = unescaped(part)
        named = len(_AUTHOR.findall(said)) > len(_NOBODY.findall(said))
        creators = _CREATOR.findall(part)
        if named or any(each.lower() not in _UNNAMED for each in creators):
            raise MetadataPersonal(place="its author", place_zh="作者")
    for found in _EXIF.finditer(content):
        length = int.from_bytes(found[1])
        if names_somebody(content[found.start(2) : found.start(1) + length]):
            raise MetadataPersonal(
                place="Exif of a picture in it", place_zh="其中图片的 Exif"
            )
