"""The four-colour board (四色管理): how many enterprises of each colour, and which?"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

# The register keeps the colour published last as the kind of its row.
BOARD = """
    SELECT kind, count(*), (array_agg(id ORDER BY sort, id))[1:%s]
    FROM enterprise_register WHERE kind <> '' AND status <> 'exited' GROUP BY kind
"""


class ColourGroup(NamedTuple):
    """The enterprises whose last published rating has this colour.

    number: how many there are. first: the ids of the first of them, by name.
    """

    colour: str
    number: int
    first: list[UUID]


async def board(conn: AsyncConnection[Any], most: int) -> dict[str, ColourGroup]:
    """By colour, those that have any; of each, up to `most` by name."""
    async with conn.cursor(row_factory=args_row(ColourGroup)) as cursor:
        await cursor.execute(BOARD, (most,))
        return {group.colour: group for group in await cursor.fetchall()}
