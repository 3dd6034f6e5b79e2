"""Rows as text files: CSV for spreadsheets and NDJSON for programs.

A text that a spreadsheet would take for a formula gets an apostrophe before it in CSV
(CWE-1236); numbers stay numbers. What is a list or an object is written as JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import orjson

Rows = AsyncIterator[list[Any]]
Encode = Callable[[Sequence[str], Rows], AsyncIterator[bytes]]

CHUNK = 64 * 1024  # bytes that are sent together
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets misread Chinese


async def as_csv(columns: Sequence[str], rows: Rows) -> AsyncIterator[bytes]:
    """RFC 4180 in UTF-8, with a byte order mark and a line of names."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(columns)
    async for row in rows:
        writer.writerow([_cell(value) for value in row])
        if text.tell() > CHUNK:
            yield _taken(text)
    yield _taken(text)


async def as_ndjson(columns: Sequence[str], rows: Rows) -> AsyncIterator[bytes]:
    """An object a line."""
    lines, size = [], 0
    async for row in rows:
        line = orjson.dumps(dict(zip(columns, row, strict=True))) + b"\n"
        lines.append(line)
        size += len(line)
        if size > CHUNK:
            yield b"".join(lines)
            lines, size = [], 0
    yield b"".join(lines)


def text_of(value: Any) -> str:
    """A value that is no number as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def harmless(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _cell(value: Any) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return harmless(text_of(value))


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return found
