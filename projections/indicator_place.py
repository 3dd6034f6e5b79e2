"""The place of an indicator: a compound, an enterprise, a region, or everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection

from domain.errors import Refusal

EVERYWHERE: LiteralString = "TRUE"
IN_COMPOUND: LiteralString = "r.area = %(compound)s"
IN_REGION: LiteralString = """
    r.area IN (
        SELECT area FROM indicator_area WHERE region_path @> ARRAY[%(region)s::text])
"""
# A month of a compound belongs to the enterprise that serves it on the month's last
# day; a stock to the one that serves it on the day of the stock.
OF_ENTERPRISE: LiteralString = """
    r.area IN (
        SELECT s.area FROM {rows} s
        WHERE s.counter = 'served' AND s.party = %(enterprise)s {cut})
    AND (
        SELECT coalesce(sum(s.amount), 0) FROM {rows} s
        WHERE s.area = r.area AND s.counter = 'served'
        AND s.party = %(enterprise)s AND s.day <= {until} {cut}) > 0
"""
MONTHS_END: LiteralString = "least(r.day / 100 * 100 + 31, %(today)s)"
PERIODS_END: LiteralString = "least(p.last, %(today)s)"

# What somebody may mean by a word: a compound by code or id, an enterprise by id, a
# region by its code, or by its path.
MEANT = """
    SELECT 'compound', compound_id::text, name FROM compound_directory
    WHERE code = %(said)s OR compound_id::text = lower(%(said)s)
    UNION ALL SELECT 'enterprise', id::text, view->>'name' FROM enterprise_register
    WHERE id::text = lower(%(said)s) OR view->>'credit_code' = %(said)s
    UNION ALL (
        SELECT 'region', r.code, r.name FROM compound_directory d
        CROSS JOIN LATERAL unnest(d.region_codes, d.region_names) AS r (code, name)
        WHERE d.region_codes @> ARRAY[%(region)s::text] AND r.code = %(region)s LIMIT 1)
    LIMIT 1
"""


class IndicatorPlaceUnknown(Refusal):
    zh = "没有这样的小区、物业企业或地区：{place}。"
    en = "There is no such compound, enterprise or region: {place}."
    fields = ("place",)


@dataclass(frozen=True, slots=True)
class IndicatorPlace:
    """At most one of them; none: everywhere. region: a code of any level."""

    compound_id: UUID | None = None
    enterprise_id: UUID | None = None
    region: str | None = None

    def where(self, rows: LiteralString, cut: LiteralString, *, stock: bool) -> Any:
        """The condition for a row `r` of a period `p`."""
        if self.compound_id is not None:
            return IN_COMPOUND
        if self.region is not None:
            return IN_REGION
        if self.enterprise_id is not None:
            until = PERIODS_END if stock else MONTHS_END
            return OF_ENTERPRISE.format(rows=rows, cut=cut, until=until)
        return EVERYWHERE

    def values(self) -> dict[str, Any]:
        """The named parameters of the condition."""
        return {
            "compound": self.compound_id,
            "enterprise": self.enterprise_id,
            "region": self.region,
        }


async def found_place(
    conn: AsyncConnection[Any], said: str | None
) -> tuple[IndicatorPlace, str | None]:
    """The place that somebody means, and its name. Raises `IndicatorPlaceUnknown`."""
    if said is None:
        return IndicatorPlace(), None
    values = {"said": said, "region": said.strip("/").rpartition("/")[2]}
    row = await (await conn.execute(MEANT, values)).fetchone()
    if row is None:
        raise IndicatorPlaceUnknown(place=said)
    kind, id, name = row
    if kind == "region":
        return IndicatorPlace(region=id), name
    if kind == "enterprise":
        return IndicatorPlace(enterprise_id=UUID(id)), name
    return IndicatorPlace(compound_id=UUID(id)), name
