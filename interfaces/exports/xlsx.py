"""Rows as a workbook (ECMA-376), written while they come: memory does not grow.

Texts are inline strings, which no spreadsheet takes for a formula. A sheet holds
1,048,576 rows; what is more goes on in the next one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from interfaces.exports.formats import CHUNK, Rows, text_of

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767  # in a cell
LARGEST = 999_999_999_999_999  # of 15 digits; a spreadsheet rounds larger ones
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
FORBIDDEN = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
FORBIDDEN |= dict.fromkeys((0xFFFE, 0xFFFF))


async def as_xlsx(columns: Sequence[str], rows: Rows) -> AsyncIterator[bytes]:
    """The workbook: its sheets, and last what lists them."""
    out = _Outlet()
    sheets = 0
    pending: list[Any] | None = None
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        while sheets == 0 or pending is not None:
            sheets += 1
            with book.open(_sheet(sheets), "w", force_zip64=True) as sheet:
                sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                sheet.write(_line(columns))
                filled = 1
                if pending is not None:
                    sheet.write(_line(pending))
                    filled, pending = filled + 1, None
                async for row in rows:
                    if filled == MOST_ROWS:
                        pending = row
                        break
                    sheet.write(_line(row))
                    filled += 1
                    if out.size > CHUNK:
                        yield out.taken()
                sheet.write(b"</sheetData></worksheet>")
        for name, content in _parts(sheets).items():
            book.writestr(name, XML + content)
    yield out.taken()


def _sheet(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _line(values: Sequence[Any]) -> bytes:
    return f"<row>{''.join(map(_cell, values))}</row>".encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int) and abs(value) <= LARGEST:
        return f"<c><v>{value}</v></c>"
    text = text_of(value).translate(FORBIDDEN)[:MOST_CHARACTERS]
    if not text:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _parts(sheets: int) -> dict[str, str]:
    """The parts of the package beside its sheets."""
    numbers = range(1, sheets + 1)
    listed = "".join(
        f'<sheet name="data {number}" sheetId="{number}" r:id="rId{number}"/>'
        for number in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
        f' ContentType="{KIND}.worksheet+xml"/>'
        for number in numbers
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{related}'
        "</Relationships>",
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        f' ContentType="{KIND}.sheet.main+xml"/>{typed}</Types>',
    }


class _Outlet(io.RawIOBase):
    """Where the archive is written to, and taken from as it grows; it cannot seek."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._chunks.append(bytes(data))
        self.size += len(self._chunks[-1])
        return len(self._chunks[-1])

    def taken(self) -> bytes:
        found = b"".join(self._chunks)
        self._chunks, self.size = [], 0
        return found
