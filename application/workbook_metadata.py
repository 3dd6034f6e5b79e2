"""Workbooks (XLSX) without the names of those who wrote them.

The parts that hold tables stay byte for byte; the properties, the folder in which the
file lay and the pictures in it are written anew.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from application.bare_pictures import PICTURES, bare_picture
from application.file_types import FileTypeRefused, MetadataPersonal, sniffed

MOST_INFLATED = 256 << 20  # bytes
_PROPERTIES = re.compile(r"docProps/.+\.xml|.+\.psmdcp", re.IGNORECASE)
_NAMES = re.compile(
    rb"(<(?:\w+:)?(?:creator|lastModifiedBy|Manager|lpwstr)(?:\s[^>]*)?>)[^<]+"
)
_BOOK = "xl/workbook.xml"
_WRITERS = re.compile(
    rb"""(<(?:\w+:)?(?:absPath|fileSharing)\s[^>]*\b(?:url|userName)=)"[^"]+\""""
)
_COMMENTS = re.compile(
    r"xl/(?:comments|threadedComments|persons|revisions)\b.*|xl/comments\d*\.xml",
    re.IGNORECASE,
)


def bare_workbook(content: bytes) -> bytes:
    """The workbook, itself if it names nobody. Raises `FileTypeRefused`."""
    with whole_package(content) as package:
        bare = {
            info.filename: part
            for info in package.infolist()
            if (part := _bare(info.filename, package)) is not None
        }
        return _written(package, bare) if bare else content


@contextmanager
def whole_package(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The parts of it. Raises `FileTypeRefused` for a damaged one, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(each.file_size for each in package.infolist()) > MOST_INFLATED:
                raise FileTypeRefused(
                    problem="unpacked it is too large", problem_zh="解压后过大"
                )
            yield package
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        EOFError,
    ):
        raise FileTypeRefused(
            problem="the workbook is damaged", problem_zh="工作簿已损坏"
        ) from None


def _bare(name: str, package: zipfile.ZipFile) -> bytes | None:
    """A part as it should be; None if it may stay as it is. Raises
    `MetadataPersonal` for comments, whose authors their texts name as well."""
    if _COMMENTS.fullmatch(name):
        raise MetadataPersonal(
            place="who wrote its comments or changes", place_zh="批注或修订的作者"
        )
    part = bare = b""
    if _PROPERTIES.fullmatch(name):
        part = package.read(name)
        bare = _NAMES.sub(rb"\1", part)
    elif name == _BOOK:
        part = package.read(name)
        bare = _WRITERS.sub(rb'\1""', part)
    elif name.startswith("xl/media/"):
        part = package.read(name)
        kind = sniffed(part)
        bare = bare_picture(kind, part) if kind in PICTURES else part
    return None if bare == part else bare


def _written(package: zipfile.ZipFile, bare: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in package.infolist():
            part = bare.get(info.filename)
            if part is None:
                part = package.read(info)
            # A fresh entry: the old one may say whose file it was, and when.
            copy.writestr(
                zipfile.ZipInfo(info.filename), part, compress_type=info.compress_type
            )
    return file.getvalue()
