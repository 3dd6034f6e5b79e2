"""Lists on their way into PostgreSQL: what comes out is what went in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application import arrays

CONVERSION = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        arrays.register(connection)
        yield connection


def returned(connection: psycopg.Connection[Any], kind: str, values: list[Any]) -> Any:
    found = connection.execute(f"SELECT %b::{kind}[]".encode(), (values,), binary=True)
    row = found.fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("uuid", st.uuids()),
        ("bytea", st.binary()),
        ("text", TEXT),
        ("bigint", st.integers(-(2**63), 2**63 - 1)),
        ("int", st.integers(-(2**31), 2**31 - 1)),
        ("timestamptz", st.datetimes(timezones=st.just(UTC))),
        ("bool", st.booleans()),
    ],
)
def test_every_list_comes_back_with_its_nulls(
    connection: psycopg.Connection[Any], kind: str, values: st.SearchStrategy[Any]
) -> None:
    @CONVERSION
    @given(st.lists(st.none() | values))
    def check(listed: list[Any]) -> None:
        assert returned(connection, kind, listed) == listed

    check()


def test_lists_of_lists_are_left_to_psycopg(
    connection: psycopg.Connection[Any],
) -> None:
    assert returned(connection, "int", [[1, 2], [3, 4]]) == [[1, 2], [3, 4]]


@pytest.mark.parametrize("values", [["a\0b"], [1 << 63], [UUID(int=1), "x"], [b"", 1]])
def test_what_no_column_can_hold_is_an_error_of_the_value(
    connection: psycopg.Connection[Any], values: list[Any]
) -> None:
    with pytest.raises(psycopg.DataError):
        returned(connection, "text", values)
    assert returned(connection, "int", [1]) == [1]
