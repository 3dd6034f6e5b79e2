"""The place of an indicator: a compound, an enterprise, a region, or everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

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
