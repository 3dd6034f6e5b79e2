"""What is written by binary COPY is what PostgreSQL then holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from uuid import UUID

import pytest

from application.database import Database
from projections.copying import Column, copied, encoder

TYPES = (
    "boolean",
    "smallint",
    "integer",
    "bigint",
    "text",
    "text[]",
    "jsonb",
    "uuid",
    "timestamp with time zone",
)
WORDS = ["", "电梯", "a\tb\\n\n\"'{},NULL", "x" * 100_000]
MOMENT = datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)
ROWS: list[tuple[object, ...]] = [
    (True, 0, 0, 0, "", (), b"{}", UUID(int=0), MOMENT),
    (False, -5, 2**31 - 1, -(2**53), WORDS[3], WORDS, b"[1]", UUID(int=7), MOMENT),
    (None, *[None] * 8),
    (
        True,
        32767,
        -(2**31),
        2**63 - 1,
        WORDS[2],
        (WORDS[1],),
        '{"k": "电"}'.encode(),
        UUID(int=2**128 - 1),
        datetime(1969, 1, 1, tzinfo=timezone(timedelta(hours=8))),
    ),
]


def test_every_type_arrives_as_it_was(database: Database) -> None:
    columns = ", ".join(f"c{place} {kind}" for place, kind in enumerate(TYPES))
    encode = encoder([Column(kind) for kind in TYPES])
    with database.connection() as conn:
        conn.execute(f"CREATE TEMP TABLE t (number serial, {columns})".encode())
        names = ", ".join(f"c{place}" for place in range(len(TYPES)))
        statement = f"COPY t ({names}) FROM STDIN (FORMAT BINARY)".encode()
        for _ in range(2):  # the second time from what is remembered
            with conn.cursor().copy(statement) as copy:
                copy.write(copied(map(encode, ROWS)))
        query = f"SELECT {names} FROM t ORDER BY number".encode()
        found = conn.execute(query).fetchall()
    assert found[: len(ROWS)] == found[len(ROWS) :]
    for row, stored in zip(ROWS, found, strict=False):
        flag, small, whole, large, text, texts, _, id, moment = row
        assert stored[:5] == (flag, small, whole, large, text)
        assert stored[5] == (None if texts is None else list(texts))  # type: ignore[call-overload]
        assert stored[7:] == (id, moment)
    assert [row[6] for row in found[:4]] == [{}, [1], None, {"k": "电"}]


def test_columns_that_are_always_filled_have_the_same_form() -> None:
    plain = encoder([Column(kind) for kind in TYPES])
    rows = [row for row in ROWS if None not in row]
    for filled in product([False, True], repeat=len(TYPES)):
        encode = encoder(list(map(Column, TYPES, filled)))
        assert list(map(encode, rows)) == list(map(plain, rows))


def test_an_object_is_stored_as_its_json() -> None:
    encode = encoder([Column("jsonb")])
    assert encode([{"k": ["电", None]}]) == encode(['{"k":["电",null]}'.encode()])


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize(("kind", "value"), [("smallint", 40_000), ("bigint", 2**64)])
def test_a_number_that_does_not_fit_is_an_error_of_its_row(
    kind: str, value: int, filled: bool
) -> None:
    with pytest.raises(ValueError):
        encoder([Column(kind, filled)])([value])


@pytest.mark.parametrize("kind", ["uuid", "integer"])
def test_nothing_in_a_column_that_is_always_filled_is_an_error_of_its_row(
    kind: str,
) -> None:
    with pytest.raises(ValueError):
        encoder([Column(kind, True)])([None])


def test_a_type_that_nobody_knows_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        encoder([Column("money")])
