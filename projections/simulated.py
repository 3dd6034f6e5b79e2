"""Whether the log is a simulation: then no figure drawn from it is a place's own."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection

# A simulated log has a row here from before its first event on.
THERE = "SELECT to_regclass('simulation') IS NOT NULL"
SIMULATED = "SELECT EXISTS (SELECT FROM simulation)"


async def simulated(conn: AsyncConnection[Any]) -> bool:
    """Whether everything in the log was made by a simulation."""
    for question in (THERE, SIMULATED):
        found = await (await conn.execute(question)).fetchone()
        if not found or not found[0]:
            return False
    return True
