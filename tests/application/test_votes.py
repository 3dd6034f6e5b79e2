"""Votes on a real log: the roll, one head one ballot, the close, the recount."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from application.ballot_box import counted_ballots
from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
from application.households import Households
from application.order import Order
from application.refusals import Conflict
from application.roll_reading import units_of
from domain.ballot import Ballot, ballot_id, receipt_of
from domain.errors import IllegalTransition, Refusal
from domain.facts import Stamp
from domain.household import Household, household_id
from domain.household_facts import Holder
from domain.place import Place
from domain.quantities import Dm2
from domain.recount import open_recount, receipts_digest
from domain.roles import Actor, Role
from domain.roll import roll_digest
from domain.vote import Vote
from domain.vote_refusals import (
    BallotFinal,
    BallotTooLate,
    EnoughTookPart,
    HeadNotOnRoll,
    NotBeingRecounted,
    NotTheProxy,
    SecondBallot,
    VoteNotOpen,
)
from domain.vote_result_refusals import RecountUnexplained
from domain.vote_words import (
    BallotSecrecy,
    ProxyKind,
    VoteChannel,
    VoteItem,
    VoteStatus,
)
from tests.application.conftest import StandingClock
from tests.application.voting import (
    AUDITOR,
    CLERK,
    DAY,
    NO,
    OPERATOR,
    YES,
    Voting,
    compound,
    household,
    marks,
    owner,
    voting,
)


@pytest.fixture
def six(commands: Commands[Receipt], clock: StandingClock) -> Voting:
    return voting(commands, clock)


def test_a_vote_from_its_notice_to_its_certificate(six: Voting) -> None:
    id = six.opened()
    for number in range(3):
        six.cast(id, number)
    six.cast(id, 3, NO)
    six.enter(id, 4)
    vote = six.close(id)

    (outcome,) = vote.outcomes
    assert (outcome.total_heads, outcome.part_heads, outcome.yes_heads) == (6, 5, 4)
    assert outcome.passed
    six.votes.certify(CLERK, id)
    assert six.vote(id).status is VoteStatus.CERTIFIED


# --- the roll -------------------------------------------------------------------------


def test_the_roll_is_what_the_log_has_at_the_notice(
    commands: Commands[Receipt], clock: StandingClock
) -> None:
    here, elsewhere = compound(commands), compound(commands, code="V-2")
    units = [
        household(commands, here, "1-1", ["a"]),
        household(commands, here, "1-2", ["a"]),
        household(commands, here, "1-3", ["b", "c"]),
        household(commands, here, "1-4", ["d"], holder=Holder.DEVELOPER),
        household(commands, here, "1-5", ["e"], delivered=False),
    ]
    household(commands, elsewhere, "1-1", ["a"])
    place = Voting(commands, clock, here, units)
    read_at = commands.store.position()
    id = place.announce()
    households = Households(commands)
    households.transfer(OPERATOR, units[0], owners=("z",), on=clock.now.date())
    vote = place.vote(id)

    assert sorted(len(head.units) for head in vote.roll.values()) == [1, 2, 2]
    assert vote.head_of(units[0]) == vote.head_of(units[1])
    assert vote.head_of(units[3]) == vote.head_of(units[4])
    notice = commands.store.stream(id)[0].fact
    assert isinstance(notice, Vote.Noticed)
    assert notice.roll_position == read_at
    assert notice.roll_digest == roll_digest(vote.roll.values())
    later = place.vote(place.announce())
    assert later.head_of(units[0]) != later.head_of(units[1])


def test_no_head_shows_whose_it_is_or_is_known_in_another_vote(six: Voting) -> None:
    first, second = six.vote(six.announce()), six.vote(six.announce())

    assert not set(first.roll) & set(second.roll)
    public = b"".join(
        bytes(row[0])
        for row in six.commands.store.database.fetch(
            "SELECT entry FROM event WHERE type LIKE 'Vote.%%'"
        )
    )
    assert not any(head.encode() in public for head in [*first.roll, *second.roll])
    assert not any(str(unit).encode() in public for unit in six.units)


def test_the_units_of_a_compound_are_found_by_an_index(
    six: Voting, database: Database
) -> None:
    last = six.commands.store.position()
    found = units_of(six.commands.store, six.compound_id, last)
    assert {unit.id for unit in found} == set(six.units)
    assert units_of(six.commands.store, six.compound_id, 1) == []
    with database.connection() as connection:
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = connection.execute(
            "EXPLAIN SELECT stream_id FROM event"
            " WHERE type LIKE 'Household.Registered%' AND substring("
            "encode(data, 'escape') from '\"compound_id\":\"([0-9a-f-]{36})\"') = 'x'"
        ).fetchall()
    assert "event_units_of_compound" in str(plan)


# --- one head, one ballot -------------------------------------------------------------


def test_sixty_four_ballots_of_one_owner_at_once_count_once(six: Voting) -> None:
    id = six.opened()

    def vote(number: int) -> str:
        try:
            six.ballots.cast(
                owner(0),
                vote_id=id,
                unit_id=six.units[0],
                marks=marks(YES if number % 2 else NO),
            )
        except Refusal as refusal:
            return refusal.code
        return "counted"

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(vote, range(64)))
    assert sorted(answers) == ["SECOND_BALLOT"] * 63 + ["counted"]
    closed = six.close(id)
    assert (closed.ballots, closed.outcomes[0].part_heads) == (1, 1)


def test_two_units_of_one_owner_have_one_ballot(
    commands: Commands[Receipt], clock: StandingClock
) -> None:
    here = compound(commands)
    units = [household(commands, here, f"1-{n}", ["a"]) for n in range(2)]
    place = Voting(commands, clock, here, units)
    id = place.opened()
    first = place.cast(id, 0)
    assert first.ids[0] == ballot_id(id, place.vote(id).head_of(units[1]).id)
    with pytest.raises(SecondBallot):
        place.cast(id, 1)


def test_the_same_key_brings_the_same_ballot(six: Voting) -> None:
    id = six.opened()
    given: dict[str, Any] = {"vote_id": id, "unit_id": six.units[0], "marks": marks()}
    first = six.ballots.cast(owner(0, "k"), **given)
    again = six.ballots.cast(owner(0, "k"), **given)
    assert (again.ids, again.position, again.replayed) == (
        first.ids,
        first.position,
        True,
    )


def test_ballots_out_of_time_and_off_the_roll_are_refused(six: Voting) -> None:
    id = six.announce()
    with pytest.raises(VoteNotOpen):
        six.cast(id, 0)
    six.clock.now += 18 * DAY
    six.votes.open(CLERK, id)
    late = household(six.commands, six.compound_id, "1-99", ["new"])
    with pytest.raises(HeadNotOnRoll):
        six.ballots.cast(owner(99), vote_id=id, unit_id=late, marks=marks())
    six.close(id)
    with pytest.raises(VoteNotOpen):
        six.cast(id, 0)


def test_a_replacement_is_the_second_version_and_the_latest_counts(
    six: Voting,
) -> None:
    id = six.opened(replaceable=True, owners_rules="YSGZ-12")
    cast = six.cast(id, 0, NO)
    again = six.ballots.replace(owner(0), cast.ids[0], marks=marks(YES))
    assert again.versions == (2,)
    assert six.close(id).outcomes[0].yes_heads == 1
    with pytest.raises(VoteNotOpen):
        six.ballots.replace(owner(0), cast.ids[0], marks=marks(NO))


def test_without_such_rules_the_first_valid_ballot_counts(six: Voting) -> None:
    id = six.opened()
    cast = six.cast(id, 0)
    with pytest.raises(BallotFinal):
        six.ballots.replace(owner(0), cast.ids[0], marks=marks(NO))
    blank = six.enter(id, 1, marks=())
    six.ballots.replace(
        CLERK, blank.ids[0], marks=marks(), channel=VoteChannel.PAPER, paper="P-2"
    )
    assert six.close(id).outcomes[0].yes_heads == 2


def test_the_roll_is_replayed_once_for_many_ballots(
    six: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = six.opened()
    replayed: list[type] = []
    real = EventStore.replayed

    def counted(self: EventStore, kind: Any, *given: Any) -> Any:
        replayed.append(kind)
        return real(self, kind, *given)

    monkeypatch.setattr(EventStore, "replayed", counted)
    for number in range(4):
        six.enter(id, number)
    assert replayed.count(Vote) == 1


def test_a_close_by_another_process_is_seen_by_the_next_ballot(
    six: Voting, database: Database
) -> None:
    id = six.opened()
    six.cast(id, 0)
    store = EventStore(database, clock=six.clock)
    given = (six.commands.vault, six.commands.rules, six.clock, six.commands.run)
    elsewhere = replace(six, commands=Commands(store, *given))
    elsewhere.close(id)
    store.close()
    with pytest.raises(VoteNotOpen):
        six.cast(id, 1)


# --- proxies --------------------------------------------------------------------------


def test_a_registered_proxy_returns_the_ballot(six: Voting) -> None:
    id = six.opened()
    proxy = Order(Actor("neighbour", Role.TENANT))
    given: dict[str, Any] = {"vote_id": id, "unit_id": six.units[0], "marks": marks()}
    with pytest.raises(NotTheProxy):
        six.ballots.cast_as_proxy(proxy, **given)
    six.votes.register_proxy(
        CLERK,
        id,
        unit_id=six.units[0],
        proxy="neighbour",
        kind=ProxyKind.PROXY,
        paper="W-1",
    )
    cast = six.ballots.cast_as_proxy(proxy, **given)
    assert len(six.commands.store.stream(cast.ids[0])) == 1
    with pytest.raises(SecondBallot):
        six.cast(id, 0)
    with pytest.raises(NotTheProxy):
        six.enter(id, 1, proxy="neighbour")


# --- the close ------------------------------------------------------------------------


def test_a_ballot_behind_the_close_does_not_count_and_is_told_so(
    six: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was admitted while the vote was open, and came into the log after it."""
    id = six.opened()
    six.cast(id, 0)
    real = Ballot.cast

    def overtaken(stamp: Stamp, **given: Any) -> Ballot:
        six.close(id)
        return real(stamp, **given)

    with monkeypatch.context() as patch:
        patch.setattr(Ballot, "cast", overtaken)
        with pytest.raises(BallotTooLate):
            six.cast(id, 1)
    late = ballot_id(id, six.vote(id).head_of(six.units[1]).id)
    assert six.ballot(late).entries  # it lies there, behind the close
    assert six.vote(id).outcomes[0].part_heads == 1
    six.votes.audit(AUDITOR, id)
    fact: Any = six.commands.store.stream(id)[-1].fact
    assert (fact.equal, fact.ballots) == (True, 1)


def test_a_close_that_was_broken_off_is_counted_later(six: Voting) -> None:
    id = six.opened()
    six.cast(id, 0)
    six.clock.now += 10 * DAY
    six.commands.change(CLERK, "vote.close", Vote, id, {}, {}, Vote.close)
    assert six.vote(id).status is VoteStatus.CLOSED
    six.votes.count(CLERK, id)
    assert six.vote(id).outcomes[0].part_heads == 1
    with pytest.raises(IllegalTransition):
        six.votes.count(CLERK, id)


def test_closing_twice_with_one_key_counts_once(six: Voting) -> None:
    id = six.opened()
    six.clock.now += 10 * DAY
    order = Order(CLERK.actor, key="close")
    six.votes.close(order, id)
    assert six.votes.close(order, id).replayed
    kinds = [each.type for each in six.commands.store.stream(id)]
    assert kinds.count("Vote.Counted") == 1


def test_an_extension_looks_at_participation_alone(six: Voting) -> None:
    id = six.opened()
    end = six.vote(id).closes_at + DAY
    for number in range(4):
        six.cast(id, number, NO)
    with pytest.raises(EnoughTookPart):
        six.votes.extend(CLERK, id, closes_at=end)
    other = six.opened()
    for number in range(3):
        six.cast(other, number)
    later = six.vote(other).closes_at + DAY
    six.votes.extend(CLERK, other, closes_at=later)
    assert six.vote(other).closes_at == later


def many_units(commands: Commands[Receipt], place: UUID, count: int) -> list[UUID]:
    """Units of as many owners, saved at once."""
    rules = commands.rules.for_profile("national")
    stamp = Stamp(OPERATOR.actor, commands.clock(), rules)
    made = []
    for number in range(count):
        unit = Household.register(
            stamp,
            id=household_id(place, f"1-{number}"),
            place=Place(place, ("370000",), "national"),
            number=f"1-{number}",
            area_dm2=Dm2(9000 + number),
            owners=(f"o-{number}",),
        )
        unit.deliver(stamp, on=date(2026, 3, 1))
        made.append(unit)
    commands.store.save(*made)
    return [unit.id for unit in made]


def all_ballots(commands: Commands[Receipt], vote: Vote) -> list[Ballot]:
    """A ballot of every head, not saved yet; every third says no."""
    rules = commands.rules.for_profile("national")
    stamp = Stamp(owner(1).actor, vote.opens_at + DAY, rules)
    return [
        Ballot.cast(
            stamp,
            id=ballot_id(vote.id, head.id),
            place=vote.place,
            vote_id=vote.id,
            head=head.id,
            unit_id=head.units[0],
            marks=marks(YES if number % 3 else NO),
            channel=VoteChannel.ONLINE,
            nonce=f"{number:032x}",
        )
        for number, head in enumerate(vote.roll.values())
    ]


def test_a_large_vote_is_frozen_listed_and_counted_in_parts(
    commands: Commands[Receipt], clock: StandingClock
) -> None:
    here = compound(commands)
    place = Voting(commands, clock, here, many_units(commands, here, 600))
    id = place.opened()
    commands.store.save(*all_ballots(commands, place.vote(id)))
    vote = place.close(id)
    kinds = [each.type for each in commands.store.stream(id)]

    parts = kinds.count("Vote.RollFrozen"), kinds.count("Vote.ReceiptsListed")
    assert parts == (3, 3)
    assert (vote.ballots, vote.outcomes[0].yes_heads) == (600, 400)
    facts = [each.fact for each in commands.store.stream(id)]
    assert receipts_digest(facts) == (600, vote.receipts_digest)


def test_a_count_takes_as_many_statements_for_one_ballot_as_for_many(
    six: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = six.opened()
    asked: list[str] = []
    real = Database.fetch

    def fetch(self: Database, sql: Any, parameters: Any = ()) -> Any:
        asked.append(sql)
        return real(self, sql, parameters)

    def statements() -> int:
        asked.clear()
        counted_ballots(six.commands.store, six.vote(id))
        return len(asked)

    monkeypatch.setattr(Database, "fetch", fetch)
    six.cast(id, 0)
    few = statements()
    for number in range(1, 6):
        six.cast(id, number)
    assert statements() == few <= 3


# --- counting again -------------------------------------------------------------------


def test_the_ballots_of_the_log_give_the_recorded_result(six: Voting) -> None:
    id = six.opened()
    receipts = []
    for number in range(5):
        cast = six.cast(id, number, YES if number else NO)
        receipts.append(six.ballot(cast.ids[0]).entries[-1].receipt)
    vote = six.close(id)
    again = vote.counting(counted_ballots(six.commands.store, vote))

    assert again.outcomes == vote.outcomes
    assert again.receipts == tuple(sorted(receipts))
    facts = [each.fact for each in six.commands.store.stream(id)]
    assert receipts_digest(facts) == (5, vote.receipts_digest)


def test_a_voter_makes_their_receipt_again(six: Voting) -> None:
    id = six.opened()
    cast = six.cast(id, 0)
    fact: Any = six.commands.store.stream(cast.ids[0])[0].fact
    assert fact.receipt == receipt_of(id, marks(), fact.nonce)
    assert six.close(id).receipts_digest


def test_an_open_vote_is_counted_again_by_anyone(six: Voting) -> None:
    id = six.opened(
        items=(VoteItem("A", "V5", (), 0),),
        secrecy=BallotSecrecy.OPEN,
        owners_rules="YSGZ-12",
    )
    for number in range(4):
        six.cast(id, number, YES if number < 3 else NO)
    vote = six.close(id)
    facts = [
        each.fact
        for each in six.commands.store.stream(id)
        if each.fact.audience.value == "public"
    ]
    assert open_recount(facts) == vote.outcomes
    assert vote.outcomes[0].passed  # 3 of 4 is exactly three quarters


def recounting(six: Voting) -> tuple[UUID, UUID]:
    id = six.opened()
    typed = six.enter(id, 0).ids[0]
    for number in range(1, 4):
        six.cast(id, number)
    six.close(id)
    six.votes.request_recount(CLERK, id, unit_ids=(six.units[0],), paper="R-1")
    return id, typed


def test_a_ballot_typed_wrong_is_put_right_and_explained(six: Voting) -> None:
    id, typed = recounting(six)
    six.ballots.correct(CLERK, typed, marks=marks(NO), reason="录入错误")
    with pytest.raises(RecountUnexplained):
        six.votes.recount(CLERK, id)
    six.votes.recount(CLERK, id, explanation="一张纸质选票录入错误")
    vote = six.vote(id)

    assert (vote.outcomes[0].yes_heads, vote.outcomes[0].no_heads) == (3, 1)
    with pytest.raises(NotBeingRecounted):
        six.ballots.correct(CLERK, typed, marks=marks(), reason="又改")
    six.votes.audit(AUDITOR, id)
    fact: Any = six.commands.store.stream(id)[-1].fact
    assert fact.equal


def test_nothing_is_decided_on_ballots_that_were_corrected_meanwhile(
    six: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, typed = recounting(six)

    def overtaken(store: Any, vote: Vote) -> Any:
        found = counted_ballots(store, vote)
        six.ballots.correct(CLERK, typed, marks=marks(NO), reason="录入错误")
        return found

    with monkeypatch.context() as patch:
        patch.setattr("application.vote_counting.counted_ballots", overtaken)
        with pytest.raises(Conflict):
            six.votes.recount(CLERK, id)
    six.votes.recount(CLERK, id, explanation="录入错误")
    assert six.vote(id).outcomes[0].no_heads == 1


def test_a_matter_of_one_building_is_counted_on_its_roll_alone(
    commands: Commands[Receipt], clock: StandingClock
) -> None:
    """A home into business premises (V9): all of the building, and nobody else."""
    scene = voting(commands, clock, heads=3)
    # Who owns a home here too is a head of the building with that home alone.
    there = [
        household(commands, scene.compound_id, f"8-{number}", [f"o-{number}"])
        for number in (1, 2)
    ]
    item = (VoteItem("A", "V9", (), 0),)
    id = scene.opened(items=item, buildings=("8",))
    assert scene.vote(id).whole == (2, 20_000)

    off = scene.units[0]
    with pytest.raises(HeadNotOnRoll):
        scene.enter(id, 0, unit_id=off)
    for number, unit in enumerate(there):
        scene.enter(id, number, unit_id=unit)
    scene.close(id)
    [outcome] = scene.vote(id).outcomes
    assert (outcome.total_heads, outcome.total_area_dm2) == (2, 20_000)
    assert (outcome.yes_heads, outcome.yes_area_dm2) == (2, 20_000)
    assert outcome.passed


def test_one_of_the_building_who_stays_away_stops_it(
    commands: Commands[Receipt], clock: StandingClock
) -> None:
    scene = voting(commands, clock, heads=3)
    there = [
        household(commands, scene.compound_id, f"8-{number}", [f"b-{number}"])
        for number in (1, 2)
    ]
    item = (VoteItem("A", "V9", (), 0),)
    id = scene.opened(items=item, buildings=("8",))
    scene.enter(id, 0, unit_id=there[0])
    scene.close(id)
    assert not scene.vote(id).outcomes[0].passed
