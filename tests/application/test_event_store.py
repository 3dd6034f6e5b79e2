"""Saves that share commits, conflicts, reading, and lost connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import orjson
import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from application import append
from application.append import StaleVersion
from application.commit import Commit, IdempotencyKey
from application.database import Database
from application.event_store import EventStore
from application.refusals import KeyReused
from application.rules import RulePacks
from domain.case import Case
from domain.compound import Compound, compound_id
from domain.compound_facts import CompoundFacts
from domain.errors import NotFound
from tests.application.cases import compound, rename
from tests.application.conftest import StandingClock

KEY = IdempotencyKey(b"k" * 32, b"d" * 32)


def test_what_is_saved_can_be_loaded(store: EventStore, rules: RulePacks) -> None:
    garden = compound(rules, "G1")
    rename(garden, rules, "Court")
    receipt = store.save(garden)

    assert receipt.position == 2
    assert (receipt.ids, receipt.versions) == ((garden.id,), (2,))
    assert not receipt.replayed
    assert store.load(Compound, garden.id) == garden
    assert store.load_many(Compound, [garden.id, uuid4()]) == {garden.id: garden}
    assert (store.position(), store.version(garden.id)) == (2, 2)


def test_unknown_ids_and_ids_of_other_kinds_are_not_found(
    store: EventStore, rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    store.save(garden)

    for kind, id in ((Compound, uuid4()), (Case, garden.id)):
        with pytest.raises(NotFound):
            store.load(kind, id)
    assert store.load_many(Case, [garden.id]) == {}
    assert store.version(uuid4()) is None


def test_the_log_is_read_in_its_order(
    store: EventStore, rules: RulePacks, clock: StandingClock
) -> None:
    first, second = compound(rules, "G1"), compound(rules, "G2")
    store.save(first)
    clock.forward(hours=1)
    store.save(second)
    rename(first, rules, "Court")
    store.save(first)

    recorded = store.read(0, 10)
    assert [(item.position, item.type) for item in recorded] == [
        (1, "Compound.Registered"),
        (2, "Compound.Registered"),
        (3, "Compound.Corrected"),
    ]
    assert [item.fact.originator_id for item in recorded] == [
        first.id,
        second.id,
        first.id,
    ]
    assert [item.position for item in store.read(1, 1)] == [2]
    assert [item.position for item in store.stream(first.id)] == [1, 3]
    then = clock.now - timedelta(minutes=1)
    assert [item.position for item in store.stream(first.id, until=then)] == [1]
    assert isinstance(recorded[2].fact, CompoundFacts.Corrected)
    assert recorded[2].fact.name == "Court"


def test_recorded_times_never_go_back(
    store: EventStore, rules: RulePacks, clock: StandingClock
) -> None:
    store.save(compound(rules, "G1"))
    clock.forward(hours=-2)
    store.save(compound(rules, "G2"))

    times = [item.recorded_at for item in store.read(0, 10)]
    assert times[0] == times[1] == clock.now + timedelta(hours=2)


def test_a_save_on_an_old_version_is_refused_whole(
    store: EventStore, rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    store.save(garden)
    mine, yours = (store.load(Compound, garden.id) for _ in range(2))
    rename(mine, rules, "Mine")
    rename(yours, rules, "Yours")
    store.save(mine)

    other = compound(rules, "G2")
    with pytest.raises(StaleVersion) as caught:
        store.save(other, yours)
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    with pytest.raises(NotFound):
        store.load(Compound, other.id)
    assert store.position() == 2


def test_the_same_code_registered_at_once_exists_once(
    store: EventStore, rules: RulePacks
) -> None:
    def save(_: int) -> bool:
        try:
            store.save(compound(rules, "G1"))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(save, range(16))) == 1
    assert store.version(compound_id("G1")) == 1


def test_thousands_of_events_in_one_save(store: EventStore, rules: RulePacks) -> None:
    gardens = [compound(rules, f"G{number}") for number in range(3_000)]
    receipt = store.save(*gardens)

    assert receipt.position == 3_000
    assert [item.position for item in store.read(2_990, 99)] == [*range(2_991, 3_001)]
    assert store.load(Compound, gardens[-1].id) == gardens[-1]


def test_a_public_entry_carries_the_stored_bytes(
    store: EventStore, rules: RulePacks, database: Database
) -> None:
    store.save(compound(rules, "G1"))
    ((data, entry, salt),) = database.fetch("SELECT data, entry, salt FROM event")

    assert salt is None
    assert data in entry
    shown = orjson.loads(entry)
    assert orjson.dumps(shown, option=orjson.OPT_SORT_KEYS) == entry
    assert (shown["position"], shown["version"]) == (1, 1)
    assert shown["recorded_at"] == "2026-03-02T09:30:00.000000Z"
    assert shown["stream"] == str(compound_id("G1"))


def test_the_log_is_append_only(
    store: EventStore, rules: RulePacks, database: Database
) -> None:
    store.save(compound(rules, "G1"))
    for sql in (
        "UPDATE event SET type = 'x'",
        "DELETE FROM event",
        "TRUNCATE event",
    ):
        with pytest.raises(psycopg.errors.RaiseException), database.connection() as it:
            it.execute(sql)


def test_nothing_recorded_gives_a_receipt_all_the_same(
    store: EventStore, rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    store.save(garden)
    receipt = store.save(garden)
    assert (receipt.position, receipt.versions) == (1, (1,))

    silent = store.save(garden, command=KEY)
    assert (silent.position, silent.versions) == (1, (1,))
    answer = store.answered(KEY)
    assert answer is not None and answer.replayed and answer.ids == (garden.id,)


def test_a_key_brings_the_first_answer_again(
    store: EventStore, rules: RulePacks
) -> None:
    first = store.save(compound(rules, "G1"), command=KEY)
    again = store.save(compound(rules, "G2"), command=KEY)

    assert again.replayed and not first.replayed
    assert (again.position, again.ids) == (first.position, first.ids)
    with pytest.raises(KeyReused):
        store.save(compound(rules, "G3"), command=IdempotencyKey(KEY.key, b"x" * 32))
    with pytest.raises(KeyReused):
        store.answered(IdempotencyKey(KEY.key, b"x" * 32))
    assert store.position() == 1


def test_one_key_given_sixteen_times_at_once_acts_once(
    store: EventStore, rules: RulePacks
) -> None:
    def save(number: int) -> tuple[int, bool]:
        receipt = store.save(compound(rules, f"G{number}"), command=KEY)
        return receipt.position, receipt.replayed

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(save, range(16)))
    assert sorted(answers) == [(1, False)] + [(1, True)] * 15
    assert store.position() == 1


def test_streams_begin_at_0_or_1_and_have_no_gaps() -> None:
    stream = uuid4()

    def outcome(version: int, last: int | None) -> append.Outcome:
        seen = append.Seen(7, None, {stream: last} if last is not None else {}, {})
        commit = Commit([StoredEvent(stream, version, "x", b"")])
        return append.decide([commit], seen)[0]

    for version, last in ((0, None), (1, None), (1, 0), (5, 4)):
        assert not isinstance(outcome(version, last), Exception)
    for version, last in ((2, None), (1, 1), (2, 0), (3, 4)):
        assert isinstance(outcome(version, last), StaleVersion)
