"""The hopeful way and the aggregates kept here: quick, and never wrong."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from application import append, insert
from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
from application.order import Order
from application.refusals import Conflict, KeyReused, LogUnavailable
from application.rules import RulePacks
from application.steps import now
from application.vault import Vault
from domain.compound import Compound
from domain.errors import InvalidInput
from domain.facts import Stamp
from tests.application.cases import OFFICER, STEWARD, compound, rename, report


class Ways:
    """Which way each batch was written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken: list[str] = []
        for module, name in ((append, "read"), (insert, "write_at_once")):
            self._watch(monkeypatch, module, name)

    def _watch(self, patch: pytest.MonkeyPatch, module: object, name: str) -> None:
        real = getattr(module, name)

        def watched(*args: object, **how: object) -> object:
            self.taken.append(name)
            return real(*args, **how)

        patch.setattr(module, name, watched)


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Ways:
    return Ways(monkeypatch)


@contextmanager
def elsewhere(commands: Commands[Receipt]) -> Iterator[Commands[Receipt]]:
    """The same service in another process: a writer and kept aggregates of its own."""
    store = EventStore(commands.store.database, clock=commands.clock)
    try:
        yield Commands(store, commands.vault, commands.rules, commands.clock, now)
    finally:
        store.close()


def garden_of(commands: Commands[Receipt], rules: RulePacks) -> UUID:
    garden = compound(rules, "G1")
    return commands.create(
        Order(OFFICER), "register", None, {}, {}, lambda _: garden
    ).ids[0]


def renamed(
    commands: Commands[Receipt],
    rules: RulePacks,
    id: UUID,
    name: str,
    order: Order | None = None,
) -> Receipt:
    def decide(found: Compound, stamp: Stamp) -> None:
        rename(found, rules, name)

    order = order or Order(OFFICER)
    body = {"name": name}
    return commands.change(order, "rename", Compound, id, body, {}, decide)


def test_who_writes_alone_need_not_look(
    commands: Commands[Receipt], rules: RulePacks, ways: Ways
) -> None:
    id = garden_of(commands, rules)
    receipts = [renamed(commands, rules, id, name) for name in "abc"]
    assert [each.position for each in receipts] == [2, 3, 4]
    assert [each.versions for each in receipts] == [(2,), (3,), (4,)]
    assert ways.taken == ["read", "read", "write_at_once", "write_at_once"]


def test_two_who_write_in_turn_never_take_one_place(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    id = garden_of(commands, rules)
    with elsewhere(commands) as other:
        both = [commands, commands, commands, other, other, commands, other] * 4
        places = [
            renamed(each, rules, id, f"name {number}").position
            for number, each in enumerate(both)
        ]
    assert places == [*range(2, 30)]
    assert commands.store.load(Compound, id).version == 29


def test_many_in_two_processes_at_once(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    gardens = []
    for number in range(8):
        garden = compound(rules, f"G{number}")
        commands.store.save(garden)
        gardens.append(garden.id)
    with elsewhere(commands) as other, ThreadPoolExecutor(16) as pool:

        def change(number: int) -> int:
            runner = (commands, other)[number % 2]
            while True:
                try:
                    return renamed(
                        runner, rules, gardens[number % 8], f"n{number}"
                    ).position
                except Conflict:  # five times overtaken
                    continue

        places = list(pool.map(change, range(320)))
    assert sorted(places) == [*range(9, 329)]
    versions = [commands.store.load(Compound, id).version for id in gardens]
    assert versions == [41] * 8


def test_a_key_that_was_used_is_answered_as_before_and_costs_nobody_else(
    commands: Commands[Receipt], rules: RulePacks, ways: Ways
) -> None:
    id = garden_of(commands, rules)
    order = Order(OFFICER, key="k")
    first = renamed(commands, rules, id, "a", order)
    renamed(commands, rules, id, "b")
    again = renamed(commands, rules, id, "a", order)
    assert (again.position, again.versions, again.replayed) == (
        first.position,
        first.versions,
        True,
    )
    with pytest.raises(KeyReused):
        renamed(commands, rules, id, "c", order)
    assert renamed(commands, rules, id, "d").versions == (4,)
    assert ways.taken[-1] == "write_at_once"
    assert commands.store.load(Compound, id).version == 4


def test_what_is_refused_is_refused_for_what_the_log_says(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    """Another process has made true meanwhile what the decision asks for."""
    id = garden_of(commands, rules)
    renamed(commands, rules, id, "a")

    def only_if_b(found: Compound, stamp: Stamp) -> None:
        if found.entry["name"] != "b":
            raise InvalidInput("name", field="name", problem="", problem_zh="")
        rename(found, rules, "c")

    def give() -> Receipt:
        return commands.change(
            Order(OFFICER), "only_if_b", Compound, id, {}, {}, only_if_b
        )

    with pytest.raises(InvalidInput):
        give()
    with elsewhere(commands) as other:
        renamed(other, rules, id, "b")
    assert give().versions == (4,)


def test_an_expected_version_is_compared_with_the_log(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    id = garden_of(commands, rules)
    with elsewhere(commands) as other:
        renamed(other, rules, id, "a")
    order = Order(OFFICER, expected_version=2)
    assert renamed(commands, rules, id, "b", order).versions == (3,)
    with pytest.raises(Conflict):
        renamed(commands, rules, id, "c", order)


def test_a_command_that_says_nothing_says_so_of_the_log(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    id = garden_of(commands, rules)
    with elsewhere(commands) as other:
        renamed(other, rules, id, "a")
    receipt = commands.change(
        Order(OFFICER, key="k"), "look", Compound, id, {}, {}, lambda found, stamp: None
    )
    assert (receipt.versions, receipt.position) == ((2,), 2)


def test_nothing_kept_outlives_the_connection_it_was_written_on(
    commands: Commands[Receipt], rules: RulePacks, database: Database
) -> None:
    """A standby that lagged may have taken over, without the last events."""
    id = garden_of(commands, rules)
    for name in "ab":
        renamed(commands, rules, id, name)
    with psycopg.connect(database.url, autocommit=True) as operator:
        # What a lagging standby looks like: the last event is not there.
        operator.execute("ALTER TABLE event DISABLE TRIGGER event_is_append_only")
        operator.execute("DELETE FROM event WHERE position = 3")
        operator.execute("ALTER TABLE event ENABLE TRIGGER event_is_append_only")
        operator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    receipt = renamed(commands, rules, id, "c")
    assert (receipt.position, receipt.versions) == (3, (3,))
    receipt = renamed(commands, rules, id, "d")
    assert (receipt.position, receipt.versions) == (4, (4,))
    assert [each.position for each in commands.store.read(0, 9)] == [1, 2, 3, 4]


def test_texts_go_the_hopeful_way_too(
    commands: Commands[Receipt], vault: Vault, ways: Ways
) -> None:
    ids = [report(commands).ids[0] for _ in range(4)]
    assert ways.taken == ["read", "read"]  # then without a look, in one round trip
    assert [each.position for each in commands.store.read(0, 9)] == [1, 2, 3, 4]
    facts = [commands.store.stream(id)[0].fact for id in ids]
    refs = [(fact.sealed_id, "title") for fact in facts if fact.sealed_id]
    assert len(vault.open(STEWARD, "test", refs)) == 4


def test_an_unavailable_log_is_said_at_once_and_nothing_is_tried_twice(
    commands: Commands[Receipt],
    rules: RulePacks,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether it was recorded is not known: a second decision might record it again."""
    id = garden_of(commands, rules)
    renamed(commands, rules, id, "a")
    monkeypatch.setattr("application.writer.PATIENCE", 0.0)
    decided: list[int] = []

    def cut_off(*_: object) -> None:
        raise psycopg.OperationalError("the connection is lost")

    def decide(found: Compound, stamp: Stamp) -> None:
        decided.append(found.version)
        rename(found, rules, "b")

    with monkeypatch.context() as broken:
        broken.setattr(insert, "write_at_once", cut_off)
        broken.setattr(append, "read", cut_off)
        with pytest.raises(LogUnavailable):
            commands.change(Order(OFFICER), "r", Compound, id, {}, {}, decide)
    assert decided == [2]
    assert renamed(commands, rules, id, "c").versions == (3,)


def test_what_was_decided_in_an_ended_session_is_not_written_in_hope(
    commands: Commands[Receipt], rules: RulePacks, ways: Ways
) -> None:
    """The standby that took over may lack what it was decided on."""
    store = commands.store
    id = garden_of(commands, rules)
    for name in "ab":
        renamed(commands, rules, id, name)
    garden = store.load(Compound, id)
    rename(garden, rules, "c")
    ended = store.session - 1
    before = len(ways.taken)
    assert store.submit([garden], session=ended).result().versions == (4,)
    assert ways.taken[before:] == ["read"]


def test_a_store_that_is_closed_answers_who_would_load(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    id = garden_of(commands, rules)
    commands.store.close()
    with pytest.raises(psycopg.Error):
        commands.store.load(Compound, id)
