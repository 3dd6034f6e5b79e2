"""Which documents may be published, by their content, and the texts in them.

They are open to everybody, so that nothing in them may act by itself, and the texts of
tables are looked through as those of a content are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import chain

from application.file_types import (
    LARGEST_PART,
    XLSX,
    FileTypeRefused,
    require_whole_and_inactive,
    sniffed,
)
from application.workbook_metadata import whole_package
from domain.publication_content import ContentValue

CSV = "text/csv"
JSON = "application/json"
PUBLISHED = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
    XLSX,
    CSV,
)
MOST_CELLS = 200_000
_FORMULA = re.compile(r"[=@]|[+-](?![\d.])")
"""How a cell begins that a spreadsheet would compute."""
_ITEM = re.compile(rb"<si\b.*?</si>|<is\b.*?</is>", re.DOTALL)
_TEXT = re.compile(rb"<t\b[^>]*>([^<]*)</t>")
_CALLS = re.compile(rb"<f\b[^>]*>[^<]*(?:WEBSERVICE|HYPERLINK|RTD|DDE)\s*\(", re.I)
_TEXT_PARTS = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml")
LARGEST_SHEET = 32 * LARGEST_PART


def published_type(content: bytes) -> str:
    """The type of a document that may be published. Raises `FileTypeRefused`."""
    found = sniffed(content) or _csv(content)
    if found not in PUBLISHED:
        kinds = "JPEG, PNG, WebP, PDF, XLSX, CSV"
        raise FileTypeRefused(
            problem=f"its content is none of {kinds}",
            problem_zh=f"内容不是 {kinds}",
        )
    require_whole_and_inactive(found, content)
    if found == CSV and any(_FORMULA.match(cell) for _, _, cell in _cells(content)):
        raise _active("a cell that is a formula", "公式单元格")
    if found == XLSX and any(_CALLS.search(part) for part in _parts(content)):
        raise _active("a formula that reaches outside", "访问外部的公式")
    return found


def texts_of(content: bytes, kind: str, name: str) -> Iterator[ContentValue]:
    """The texts of a table, each with its place; of other documents none.

    name: what the document is called in a refusal.
    """
    if kind == CSV:
        headings: dict[int, str] = {}
        for row, column, cell in _cells(content):
            heading = headings.get(column) if row > 1 else None
            if row == 1:
                headings[column] = cell
            yield ContentValue(name, f"{name}[{row}, {column}]", heading, cell)
    elif kind == XLSX:
        found = chain.from_iterable(map(_ITEM.findall, _parts(content)))
        for number, item in enumerate(found, 1):
            text = unescape(b"".join(_TEXT.findall(item)).decode("utf-8", "replace"))
            yield ContentValue(name, f"{name}「{text[:20]}」({number})", None, text)


def _csv(content: bytes) -> str | None:
    """Text in lines of the same number of cells, more than one of them."""
    try:
        text = content.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except (UnicodeDecodeError, csv.Error):
        return None
    if "\0" in text or text.lstrip().startswith("<") or not rows:
        return None
    widths = {len(row) for row in rows}
    return CSV if len(widths) == 1 and widths.pop() > 1 else None


def _cells(content: bytes) -> Iterator[tuple[int, int, str]]:
    """Row and column from 1, and the text."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True)
    for row, cells in enumerate(rows, 1):
        if row * len(cells) > MOST_CELLS:
            raise FileTypeRefused(
                problem=f"it has more than {MOST_CELLS} cells",
                problem_zh=f"单元格多于 {MOST_CELLS} 个",
            )
        for column, cell in enumerate(cells, 1):
            yield row, column, cell


def _parts(content: bytes) -> Iterator[bytes]:
    """The parts of a workbook that hold texts and formulas."""
    with whole_package(content) as package:
        for info in package.infolist():
            if not _TEXT_PARTS.fullmatch(info.filename):
                continue
            with package.open(info) as part:
                text = part.read(LARGEST_SHEET + 1)
            if len(text) > LARGEST_SHEET:
                raise FileTypeRefused(
                    problem="a sheet of it is too large to look through",
                    problem_zh="其中一张表过大，无法检查",
                )
            yield text


def _active(what: str, what_zh: str) -> FileTypeRefused:
    return FileTypeRefused(
        problem=f"the table holds {what}", problem_zh=f"表格含有{what_zh}"
    )
