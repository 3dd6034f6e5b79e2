"""What is asked of the owners and what came of it, and one household's own ballot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.database import Database
from application.event_store import EventStore
from domain.ballot import Ballot
from domain.facts import Fact
from domain.roles import Actor, Role
from domain.vote import Vote
from domain.vote_words import (
    AnnulmentBy,
    BallotSecrecy,
    ProxyKind,
    VoteChannel,
)
from projections.ballots import BALLOTS
from projections.engine import Engine
from projections.proof import digest
from projections.record_filter import Reach, RecordFilter
from projections.records import Record, Records
from projections.votes import VOTES
from tests.domain.test_vote_results import beijing, official
from tests.domain.votes import (
    AFTER,
    AUDITOR,
    CLERK,
    CLOSES,
    DURING,
    NO,
    OPENS,
    PLACE,
    VOTE_ID,
    VOTER,
    announce,
    ballot,
    ballots,
    item,
    mark,
    unit,
)
from tests.projections.samples import append, recorded
from tests.scenario import STREET, stamp

LATER = AFTER + timedelta(days=3)
BALLOT = UUID(int=60)


def folded(records: Records, facts: list[Fact]) -> Record:
    row: Record | None = None
    for each in recorded(facts):
        row = records.evolve(row, each)
    assert row is not None
    return row


def facts(vote: Any) -> list[Fact]:
    return list(vote.collect_events())


def life(**changes: Any) -> Vote:
    vote = announce(**changes)
    vote.register_proxy(
        stamp(CLERK), unit_id=unit(0), proxy="p1", kind=ProxyKind.PROXY, paper="W-1"
    )
    vote.open(stamp(CLERK, OPENS))
    vote.extend(stamp(CLERK, DURING), closes_at=CLOSES + timedelta(days=1), ballots={})
    vote.close(stamp(CLERK, AFTER + timedelta(days=1)))
    return vote


def counted(**changes: Any) -> Vote:
    vote = life(**changes)
    vote.count(stamp(CLERK, LATER), ballots(yes=9))
    return vote


def test_a_document_says_what_is_asked_and_nothing_of_the_roll() -> None:
    row = folded(VOTES, facts(life()))

    assert (row.status, row.kind, row.compound_id) == (
        "closed",
        "v3",
        PLACE.compound_id,
    )
    assert row.view["items"][0]["bar"]["part_of"] == 3
    assert (row.view["roll_heads"], row.view["extended"]) == (12, True)
    assert row.view["closes_at"] == (CLOSES + timedelta(days=1)).isoformat()
    assert row.view["outcomes"] == [] == row.view["receipts"]
    assert "p1" not in str(row.view) and str(unit(0)) not in str(row.view)
    assert [paths for *_, paths in row.texts] == [["text", "title"]]


def test_a_result_is_shown_with_its_tests_and_receipts() -> None:
    vote = counted()
    vote.audit(stamp(AUDITOR, LATER), ballots(yes=9))
    vote.certify(stamp(CLERK, LATER))
    row = folded(VOTES, facts(vote))

    assert row.status == "certified"
    assert row.view["outcomes"][0]["passed"] is True
    assert (row.view["ballots"], row.view["spoiled"]) == (9, 0)
    assert len(row.view["receipts"]) == 9
    assert row.view["audited"] is True
    assert row.view["annullable_until"] == "2027-04-08"


def test_a_recount_takes_the_place_of_the_count() -> None:
    vote = counted()
    vote.request_recount(stamp(CLERK, LATER), unit_ids=(unit(0),), paper="R-1")
    other = [*ballots(yes=8), ballot(8, mark(NO))]
    vote.recount(stamp(CLERK, LATER, "explanation"), other)
    order: Any = {"by": AnnulmentBy.COURT, "document": "C-1", "on": date(2026, 4, 8)}
    vote.annul(stamp(STREET, LATER, "reason"), **order)
    row = folded(VOTES, facts(vote))

    assert (row.status, row.view["recounted"], row.view["equal"]) == (
        "annulled",
        True,
        False,
    )
    assert row.view["receipts"] == sorted(each.receipt for each in other)
    assert row.view["outcomes"][0]["no_heads"] == 1
    assert row.view["order"] == {"by": "court", "document": "C-1", "on": "2026-04-08"}


def test_open_ballots_are_shown_by_unit() -> None:
    vote = life(items=(item("V5"),), secrecy=BallotSecrecy.OPEN, owners_rules="YSGZ-12")
    vote.count(stamp(CLERK, LATER), ballots(yes=9))
    row = folded(VOTES, facts(vote))

    assert row.view["open_ballots"][0] == {
        "numbers": ["1-0000"],
        "area_dm2": 10_000,
        "marks": [{"item": "A", "option": None, "choice": "yes"}],
    }


def test_an_official_result_says_where_it_is_from() -> None:
    vote = beijing()
    noticed = facts(announce(profile="beijing", channels=(VoteChannel.OFFICIAL,)))
    vote.import_official_result(stamp(STREET, CLOSES), result=official())
    row = folded(VOTES, [*noticed, *facts(vote)])

    assert row.status == "counted"
    assert row.view["official"]["reference"] == "BJ-2026-17"
    assert row.view["outcomes"][0]["passed"] is True


def own_ballot() -> Ballot:
    made = Ballot.cast(
        stamp(VOTER, DURING),
        id=BALLOT,
        place=PLACE,
        vote_id=VOTE_ID,
        head="h0000",
        unit_id=unit(0),
        marks=(mark(),),
        channel=VoteChannel.PAPER,
        paper="P-1",
        nonce="n1",
    )
    made.replace(
        stamp(Actor("v", Role.OWNER), DURING + timedelta(hours=1)),
        marks=(mark(NO),),
        channel=VoteChannel.ONLINE,
        nonce="n2",
        allowed=True,
    )
    return made


def test_a_household_reads_its_own_ballot() -> None:
    row = folded(BALLOTS, facts(own_ballot()))

    assert (row.unit_id, row.status, row.kind) == (unit(0), "replaced", "online")
    assert row.view["marks"] == [{"item": "A", "option": None, "choice": "no"}]
    assert "head" not in row.view and row.view["by_proxy"] is False


async def test_ballots_are_reached_by_their_household_alone(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    append(store, facts(own_ballot()))
    engine.run_until_caught_up()
    for units, count in (([unit(0)], 1), ([unit(1)], 0)):
        reach = RecordFilter(reach=Reach(units=units))
        assert await BALLOTS.count(reader, reach) == (count, True)


@pytest.mark.parametrize("records", [VOTES, BALLOTS])
def test_a_replay_gives_the_same_rows(
    records: Records, database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, [*facts(counted()), *facts(own_ballot())])
    engine.run_until_caught_up()
    with database.connection() as conn:
        before = digest(conn, records.projection)
    again = Engine(database, store, [records.projection])
    with database.connection() as conn:
        records.projection.create(conn)
    again.run_until_caught_up()
    with database.connection() as conn:
        assert digest(conn, records.projection) == before
