"""The same key acts once, whoever comes second and however late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Event
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest

from application.canonical import NotCanonical
from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
from application.idempotency import written
from application.order import Order
from application.refusals import KeyReused
from application.rules import RulePacks
from application.steps import now
from application.vault import Vault
from domain.case import Case
from domain.case_words import Channel, Level
from domain.compound import Compound
from domain.errors import InvalidInput
from domain.facts import Milestone, Stamp
from tests.application.cases import (
    OFFICER,
    STEWARD,
    compound,
    new_case,
    rename,
    report,
)


def test_the_same_key_acts_once(commands: Commands[Receipt]) -> None:
    order = Order(STEWARD, key="k-1")
    first, again = report(commands, order=order), report(commands, order=order)

    assert again.replayed and again.ids == first.ids
    assert commands.store.position() == 1
    (recorded,) = commands.store.read(0, 9)
    assert recorded.fact.command is not None and len(recorded.fact.command) == 32
    # Somebody else's key of the same name is another key.
    assert not report(commands, order=Order(OFFICER, key="k-1")).replayed


def test_the_same_key_with_another_body_is_refused(commands: Commands[Receipt]) -> None:
    order = Order(STEWARD, key="k-1")
    report(commands, order=order)
    with pytest.raises(KeyReused):
        report(commands, order=order, texts={"title": "something else"})
    assert commands.store.position() == 1


def test_the_second_with_a_key_waits_for_the_first(commands: Commands[Receipt]) -> None:
    started, go_on = Event(), Event()
    order = Order(STEWARD, key="k-1")

    def slow(stamp: Stamp) -> Case:
        started.set()
        go_on.wait()
        return new_case(stamp, uuid4())

    def create() -> tuple[UUID, bool]:
        body = {"title": "x"}
        receipt = commands.create(order, "report", None, {}, body, slow)
        return receipt.ids[0], receipt.replayed

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(create)
        started.wait()
        second = pool.submit(create)
        go_on.set()
        assert first.result()[0] == second.result()[0]
        assert (first.result()[1], second.result()[1]) == (False, True)
    assert commands.store.position() == 1


def test_a_refusal_that_the_first_command_caused_is_its_answer(
    commands: Commands[Receipt], database: Database, vault: Vault, rules: RulePacks
) -> None:
    """Two processes get the same order; the one that comes late would be refused,
    because the other has done already what it asks for."""
    garden = compound(rules, "G1")
    commands.store.save(garden)
    order = Order(OFFICER, key="k-1")
    other_store = EventStore(database)
    other = Commands(other_store, vault, rules, commands.clock, now)

    def change(
        runner: Commands[Receipt], before: Event | None = None
    ) -> tuple[int, bool]:
        def decide(found: Compound, stamp: Stamp) -> None:
            if before is not None and not before.is_set():
                change(other)
                before.set()
                raise InvalidInput("name", field="name", problem="", problem_zh="")
            rename(found, rules, "Court")

        receipt = runner.change(
            order, "rename", Compound, garden.id, {"name": "Court"}, {}, decide
        )
        return receipt.position, receipt.replayed

    assert change(commands, Event()) == (2, True)
    assert commands.store.position() == 2
    other_store.close()


@pytest.mark.parametrize("key", ["", "x" * 129, "键", "a\nb", "a\0"])
def test_a_key_that_is_none_is_refused(commands: Commands[Receipt], key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        report(commands, order=Order(STEWARD, key=key))
    assert caught.value.fields == ("idempotency_key",)


def test_equal_arguments_are_digested_alike() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    id = uuid4()
    there = at.astimezone(timezone(timedelta(hours=8)))
    assert written({"b": (Level.L1, id), "a": at}) == written(
        MappingProxyType({"a": there, "b": [Level.L1, UUID(str(id))]})
    )
    assert (
        written([frozenset({"b", "a"}), Channel.APP])
        == b'[["\\"a\\"","\\"b\\""],"app"]'
    )
    assert written(Milestone("done", at)) == (
        b'{"name":"done","due_at":"2026-01-01T00:00:00.000000Z","provisional":false}'
    )
    assert written({"on": date(2026, 3, 2)}) == b'{"on":"2026-03-02"}'
    assert written(b"\0\1") == b'"0001"'


def test_arguments_that_json_cannot_hold_are_refused() -> None:
    for argument in ("\ud800", object()):
        with pytest.raises((NotCanonical, TypeError)):
            written({"x": argument})
