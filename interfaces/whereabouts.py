"""Where something is, as other systems say it: a region's code, a compound's id or
code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.codes import require_code
from domain.errors import NotFound, Refusal

REGION = """
    SELECT region_codes[1:array_position(region_codes, %(code)s)], profile
    FROM compound_directory WHERE region_codes @> ARRAY[%(code)s::text]
    ORDER BY compound_id LIMIT 1
"""
BY_CODE = """
    SELECT compound_id FROM compound_directory
    WHERE code = %(code)s
    AND (%(region)s::text IS NULL OR region_codes @> ARRAY[%(region)s])
    LIMIT 2
"""


class CompoundAmbiguous(Refusal):
    zh = "有多个小区的代码是 {code}；请同时给出区域，或用小区编号。"
    en = "Several compounds have the code {code}: give a region too, or the id."
    fields = ("compound",)


async def region_of(
    conn: AsyncConnection[Any], code: str
) -> tuple[tuple[str, ...], str]:
    """The path to a region of any level, and the profile of its rules.

    Raises InvalidInput for what is no code, NotFound where no compound is registered.
    """
    require_code("region", code)
    found = await (await conn.execute(REGION, {"code": code})).fetchone()
    if found is None:
        raise NotFound("region", what="region", id=code)
    return tuple(found[0]), found[1]


async def compound_of(
    conn: AsyncConnection[Any], given: str, region: str | None
) -> UUID:
    """The compound with that id, or with that code in the region.

    An id is not looked up. Raises InvalidInput, NotFound, CompoundAmbiguous.
    """
    try:
        return UUID(given)
    except ValueError:
        require_code("compound", given)
    values = {"code": given, "region": region}
    found = await (await conn.execute(BY_CODE, values)).fetchall()
    if len(found) > 1:
        raise CompoundAmbiguous(code=given)
    if not found:
        raise NotFound("compound", what="compound", id=given)
    id: UUID = found[0][0]
    return id
