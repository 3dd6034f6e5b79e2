"""What the tests of importing share: files made on the spot, and mappings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from application.import_rows import CaseRow, ReadRow, RejectedRow
from interfaces.importing.mapping_file import parse_mapping
from interfaces.importing.source import ImportSource

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FIXTURES = Path(__file__).parent.parent / "fixtures"
PLAIN = """
[source]
system = "test"
[reference]
columns = "id"
[fields]
title = { column = "title", optional = true }
"""


def source(path: Path, mapping: str = PLAIN) -> ImportSource:
    return ImportSource(path, parse_mapping("test", mapping.encode()), NOW)


def read(path: Path, mapping: str = PLAIN) -> list[ReadRow]:
    return list(source(path, mapping))


def read_one(path: Path, mapping: str = PLAIN) -> CaseRow:
    """The only row, which must land."""
    [row] = read(path, mapping)
    assert isinstance(row, CaseRow), row
    return row


def codes(row: ReadRow) -> list[tuple[str | None, str]]:
    """Column and code of each problem of a row."""
    assert isinstance(row, CaseRow | RejectedRow)
    return [(problem.column, problem.code) for problem in row.problems]


def landed(rows: list[ReadRow]) -> list[tuple[int, str]]:
    """Number and reference of the rows that land."""
    return [(row.row, row.reference) for row in rows if isinstance(row, CaseRow)]
