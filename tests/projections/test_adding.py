"""What a fact adds is there as a whole or not at all."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

import pytest

from application.database import Database
from projections.adding import Adding
from projections.tables import Table


class Row(NamedTuple):
    id: UUID
    version: int


TABLE = Table("added", Row, ("id", "version"))
ID = UUID(int=7)


def test_a_row_that_cannot_be_encoded_takes_those_of_its_fact_with_it(
    database: Database,
) -> None:
    with database.connection() as conn:
        conn.execute("CREATE TEMP TABLE added (id uuid NOT NULL, version int NOT NULL)")
        adding = Adding(TABLE, conn, TABLE.encoder(conn), safely=False)
        adding.add([Row(ID, 1)])
        with pytest.raises(ValueError):
            adding.add([Row(ID, 2), Row(ID, 2**40)])
        adding.add([Row(ID, 4)])
        adding.end()
        found = conn.execute(TABLE.contents).fetchall()
    assert found == [(ID, 1), (ID, 4)]
