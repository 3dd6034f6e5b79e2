"""The book of visits: who was visited, what was promised, and was it kept?"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from application.event_store import Recorded
from domain.shares import Share
from domain.visit_facts import VisitFacts as Visit
from projections.documents import View, plain, stated
from projections.records import Records

NOTHING_YET: View = {
    "made_on": None,
    "needs": [],
    "cases": [],
    "returned_on": None,
    "content": None,
}
"""What a visit that is only planned has."""

RATES = """
    WITH household AS (
        SELECT id FROM household_register WHERE status <> 'removed' AND {place}
    )
    SELECT
        (SELECT count(*) FROM household),
        count(*) FILTER (
            WHERE (view->>'made')::int > 0
            AND unit_id IN (SELECT id FROM household)
        ),
        coalesce(sum((view->>'promised')::int), 0),
        coalesce(sum((view->>'kept')::int), 0)
    FROM visit_book WHERE {place}
"""
IN_COMPOUND = "compound_id = %(compound)s"
IN_REGION = "region_path @> ARRAY[%(region)s::text]"


class VisitRates(NamedTuple):
    """coverage: households visited at least once of households in the register.
    returns: return visits made of those promised (DOMAIN 2.11)."""

    coverage: Share
    returns: Share


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a household's visits after a fact."""
    match recorded.fact:
        case Visit.Planned() as fact:
            counts = {"planned": 1, "made": 0, "missed": 0, "promised": 0, "kept": 0}
            begun = stated(fact, "on") | {"planned_on": plain(fact.on), **counts}
            return begun | NOTHING_YET | {"sort": begun["planned_on"]}
        case Visit.PlannedAgain() as fact:
            on = {"planned_on": plain(fact.on), "sort": plain(fact.on)}
            return _more(view, "planned") | stated(fact, "on") | on | NOTHING_YET
        case Visit.NobodyMet():
            return _more(view, "missed")
        case Visit.Made() as fact:
            made = {"made_on": plain(fact.on)}
            return _more(view, "made") | stated(fact, "on") | made
        case Visit.ReturnPromised():
            return _more(view, "promised")
        case Visit.ReturnMade() as fact:
            done = {"returned_on": plain(fact.on), "content": fact.content}
            return _more(view, "kept") | done
    return view


def _more(view: View, count: str) -> View:
    return view | {count: view[count] + 1}


VISIT_BOOK = Records("visit_book", "Visit", evolve)


async def rates(
    conn: AsyncConnection[Any],
    *,
    compound_id: UUID | None = None,
    region: str | None = None,
) -> VisitRates:
    """How far the households of a compound, a region, or all are visited."""
    place = "TRUE"
    if compound_id is not None:
        place = IN_COMPOUND
    elif region is not None:
        place = IN_REGION
    async with conn.cursor() as cursor:
        await cursor.execute(
            RATES.format(place=place).encode(),
            {"compound": compound_id, "region": region},
        )
        row = await cursor.fetchone()
    assert row is not None, "an aggregate without GROUP BY has one row"
    households, visited, promised, kept = (int(value) for value in row)
    return VisitRates(Share(visited, households), Share(kept, promised))
