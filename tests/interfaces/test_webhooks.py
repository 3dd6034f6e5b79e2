"""Webhooks: what is sent, in which order, and what becomes of what is not taken."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook as Verifier

from application import access_log
from application.clock import system_clock
from bench import ours
from domain.errors import NotFound
from domain.roles import Actor, Role
from interfaces.runtime import Runtime
from interfaces.streams.asked import Asked
from interfaces.webhooks import queue
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.book import Webhooks
from interfaces.webhooks.dispatcher import Dispatcher
from interfaces.webhooks.refusals import (
    OverlapInvalid,
    TooManyWebhooks,
    WebhookPositionUnknown,
    WebhookRetriesInvalid,
    WebhookUrlInvalid,
)
from interfaces.webhooks.schedule import Schedule
from interfaces.webhooks.trial import TYPE, Trial
from interfaces.webhooks.words import DeliveryOutcome, WebhookState
from tests.effort import THOROUGH
from tests.interfaces.broker import Cutting
from tests.interfaces.webhook_receiver import NETWORKS, Receiver, receiving
from tests.projections.logs import eventually
from tests.projections.samples import append, life

CITY = Actor("city-data", Role.INTEGRATOR)
ALLOWED = Allowed(NETWORKS)
PATIENCE = 100.0  # seconds
FAST = Schedule([0.02] * 3)
NEVER = Schedule([10_000.0])
SESSIONS = 40 if os.environ.get(THOROUGH) else 2
# Of the other carriers 100,000: sender and receiver of these share one interpreter.
EVENTS, CUTS = (20_000, 1_000) if os.environ.get(THOROUGH) else (1_500, 15)
PUBLIC = "SELECT position FROM event WHERE salt IS NULL"
CUT = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name ~ '^gongshi webhooks '
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def book(runtime: Runtime) -> Webhooks:
    return Webhooks(runtime.database, runtime.vault, system_clock, ALLOWED)


def until(condition: Callable[[], bool], why: str = "") -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at, why or "it did not come about"
        time.sleep(0.01)


@contextmanager
def dispatching(runtime: Runtime, schedule: Schedule = FAST) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(
        runtime.database,
        runtime.vault,
        system_clock,
        ALLOWED,
        schedule,
        "urn:test",
        poll=0.02,
    )
    dispatcher.start()
    try:
        yield dispatcher
    finally:
        dispatcher.stop()


def happen(runtime: Runtime, cases: int = 3) -> list[int]:
    """Let some cases be lived through; the positions of all public events."""
    for _ in range(cases):
        append(runtime.store, life(uuid4()))
    positions = sorted(row[0] for row in runtime.database.fetch(PUBLIC))
    eventually(runtime.database, positions[-1])
    return positions


def subscribed(
    book: Webhooks, receiver: Receiver, asked: Asked | None = None, *, url: str = ""
) -> UUID:
    """A webhook from the beginning of the log on, whose secret the receiver knows."""
    webhook, secret = book.add(CITY, url or receiver.url, asked or Asked(), after=0)
    receiver.secrets = [secret]
    return webhook.id


def in_order(receiver: Receiver) -> None:
    for positions in receiver.by_subject().values():
        assert positions == sorted(positions)


def test_the_whole_log_is_sent_signed_and_in_order(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    positions = happen(runtime)
    id = subscribed(book, receiver)

    with dispatching(runtime):
        until(lambda: receiver.positions == positions)
        positions = happen(runtime, 1)  # and what comes
        until(lambda: receiver.positions == positions)
        until(lambda: book.one(id).backlog == 0)

    in_order(receiver)
    assert len(receiver.seen) == len(positions)
    headers, body = receiver.headers[0], receiver.bodies[0]
    event = from_http_event(HTTPMessage(headers=headers, body=body))
    assert event.get_type() == "gongshi.case.reported.v1"
    assert event.get_source() == "urn:test"
    assert headers["webhook-id"] == f"msg_{id.hex}_{event.get_id()}"
    assert headers["content-type"] == "application/cloudevents+json"
    found = book.one(id)
    assert (found.delivered, found.failed, found.lag) == (len(positions), 0, 0)
    newest = book.deliveries(id, first=2)
    assert newest[0].id > newest[1].id
    assert {each.outcome for each in newest} == {DeliveryOutcome.DELIVERED}
    assert (newest[0].status, newest[0].attempt) == (204, 1)
    assert book.deliveries(id, before=newest[1].id, first=1)[0].id < newest[1].id


def test_filters_are_those_of_the_stream(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    happen(runtime)
    asked = Asked.of(types=["gongshi.case.closed"], compounds=[UUID(int=77)])
    other = subscribed(book, receiver, Asked.of(compounds=[UUID(int=78)]))
    id = subscribed(book, receiver, asked)

    with dispatching(runtime):
        until(lambda: book.one(id).lag == book.one(other).lag == 0)
        until(lambda: book.one(id).backlog == 0)

    assert book.one(id).asked == asked
    assert {each["type"] for each in receiver.seen} == {"gongshi.case.closed.v1"}
    assert (book.one(id).delivered, book.one(other).delivered) == (3, 0)


@pytest.mark.slow
def test_what_fails_is_tried_again_and_holds_up_its_own_stream_alone(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    """Every second answer is an error, a redirect or none: the order stays."""
    positions = happen(runtime, 4)
    chance = random.Random(7)
    receiver.verdict = lambda event: chance.choice([204, 204, 204, 500, 302, 0])
    id = subscribed(book, receiver)

    with dispatching(runtime, Schedule([0.01] * 60)):
        until(lambda: receiver.positions == positions)
        until(lambda: book.one(id).backlog == 0)

    in_order(receiver)
    found = book.one(id)
    assert found.failed > 0 and found.dead == 0
    outcomes = {each.outcome for each in book.deliveries(id, first=1_000)}
    assert outcomes == {
        DeliveryOutcome.DELIVERED,
        DeliveryOutcome.REFUSED,
        DeliveryOutcome.REDIRECTED,
        DeliveryOutcome.UNREACHABLE,
    }


def test_what_is_never_taken_becomes_a_dead_letter_that_can_be_replayed(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    positions = happen(runtime, 2)
    poison = positions[3]
    receiver.verdict = lambda event: 500 if event["id"] == str(poison) else 204
    id = subscribed(book, receiver)

    with dispatching(runtime):
        until(lambda: book.one(id).dead == 1 and book.one(id).backlog == 0)
        (letter,) = book.dead(id)
        assert (letter.position, letter.attempts) == (poison, 1 + len(FAST.pauses))
        assert receiver.positions == [each for each in positions if each != poison]
        receiver.verdict = lambda event: 204
        assert book.replay_dead(CITY, id).dead == 0
        until(lambda: receiver.positions == positions)

        book.replay_one(CITY, id, poison)
        seen = [str(poison)] * (2 + len(FAST.pauses) + 1)
        until(lambda: told(receiver, poison) == seen)
        until(lambda: book.one(id).backlog == 0)
        before = len(receiver.seen)
        book.replay_after(CITY, id, positions[-3])
        until(lambda: len(receiver.seen) == before + 2)

    assert len(receiver.kept) == len(positions)  # the ids are what they were
    with pytest.raises(NotFound):
        book.replay_one(CITY, id, 10_000)
    with pytest.raises(WebhookPositionUnknown):
        book.replay_after(CITY, id, 10_000)


def heard(receiver: Receiver, count: int) -> bool:
    return len(receiver.seen) >= count


def told(receiver: Receiver, position: int) -> list[str]:
    return [each["id"] for each in receiver.seen if each["id"] == str(position)]


@pytest.mark.slow
def test_a_receiver_that_is_gone_is_left_alone_until_it_is_resumed(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    positions = happen(runtime, 1)
    receiver.verdict = lambda event: 410
    id = subscribed(book, receiver)

    with dispatching(runtime, NEVER):
        until(lambda: book.one(id).state is WebhookState.DISABLED)
        receiver.verdict = lambda event: 204
        assert book.resume(CITY, id).state is WebhookState.ACTIVE
        until(lambda: receiver.positions == positions)
        book.pause(CITY, id)
        positions = happen(runtime, 1)
        assert book.one(id).lag == 13
        book.resume(CITY, id)
        until(lambda: receiver.positions == positions)

    in_order(receiver)


@pytest.mark.slow
def test_both_secrets_sign_while_they_overlap(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    happen(runtime, 1)
    id = subscribed(book, receiver)
    _, newer = book.rotate(CITY, id)
    older = receiver.secrets[0]

    with dispatching(runtime):
        until(lambda: len(receiver.seen) == 13)
        headers, body = receiver.headers[-1], receiver.bodies[-1]
        Verifier(older).verify(body, headers)
        Verifier(newer).verify(body, headers)
        _, newest = book.rotate(CITY, id, 0)
        receiver.secrets = [newest]
        happen(runtime, 1)
        until(lambda: len(receiver.seen) == 26)

    assert len({older, newer, newest}) == 3
    assert len(headers["webhook-signature"].split()) == 2
    assert len(receiver.headers[-1]["webhook-signature"].split()) == 1
    with pytest.raises(OverlapInvalid):
        book.rotate(CITY, id, 169)


async def test_a_test_message_says_at_once_what_became_of_it(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    webhook, secret = book.add(CITY, receiver.url, Asked())
    receiver.secrets = [secret]
    trial = Trial(runtime.database, runtime.vault, system_clock, ALLOWED, "urn:test")

    answer = await trial.send(CITY, webhook)

    assert (answer.outcome, answer.status) == (DeliveryOutcome.DELIVERED, 204)
    assert receiver.seen[0]["type"] == TYPE
    assert book.deliveries(webhook.id)[0].position is None
    elsewhere = await trial.send(CITY, webhook._replace(url="https://10.0.0.1/"))
    assert elsewhere.outcome is DeliveryOutcome.ADDRESS_REFUSED


@pytest.mark.slow
def test_what_is_too_large_is_dead_at_once(
    runtime: Runtime,
    book: Webhooks,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happen(runtime, 1)
    monkeypatch.setattr("interfaces.webhooks.posting.LARGEST", 10)
    id = subscribed(book, receiver)

    with dispatching(runtime, NEVER):
        until(lambda: book.one(id).dead == 13)

    assert receiver.seen == []
    assert book.dead(id, first=1)[0].attempts == 1


@pytest.mark.slow
def test_a_window_bounds_what_waits(
    runtime: Runtime,
    book: Webhooks,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A receiver that is down lets the backlog grow to a bound, and no further."""
    monkeypatch.setattr(queue, "STRETCH", 10)
    monkeypatch.setattr(queue, "WINDOW", 10)
    positions = happen(runtime, 4)
    receiver.verdict = lambda event: 503
    id = subscribed(book, receiver)

    with dispatching(runtime, NEVER):
        until(lambda: book.one(id).failed > 0)
        assert book.one(id).backlog == 10
        assert book.one(id).lag == positions[-1] - 10
        receiver.verdict = lambda event: 204
        book.resume(CITY, id)
        until(lambda: receiver.positions == positions)

    in_order(receiver)


@pytest.mark.slow
def test_one_dispatcher_acts_and_another_takes_over(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    positions = happen(runtime, 1)
    subscribed(book, receiver)

    with dispatching(runtime) as first:
        until(lambda: first.role == "acting")
        with dispatching(runtime) as second:
            until(lambda: second.role == "standby")
            until(lambda: receiver.positions == positions)
            first.stop()
            positions = happen(runtime, 1)
            until(lambda: receiver.positions == positions)
            assert second.role == "acting"

    assert len(receiver.seen) == len(positions)


@pytest.mark.slow
def test_a_session_of_the_database_that_is_cut_costs_nothing(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    """The lock goes with it, and so does what was not recorded."""
    positions = happen(runtime, 4 * SESSIONS)
    moments = random.Random(11)
    id = subscribed(book, receiver)

    with dispatching(runtime) as dispatcher:
        for _ in range(SESSIONS):
            seen = len(receiver.seen) + moments.randint(1, 40)
            until(partial(heard, receiver, min(seen, len(positions))))
            runtime.database.fetch(CUT)
        until(lambda: receiver.positions == positions and not book.one(id).backlog)
        assert dispatcher.role == "acting"

    in_order(receiver)
    assert len(receiver.kept) == len(positions)


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_no_cut_loses_an_event_or_its_order(
    runtime: Runtime,
    book: Webhooks,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Through a proxy that cuts connections anywhere, while events come."""
    monkeypatch.setattr(f"{__name__}.PATIENCE", 3_000.0)
    port = int(receiver.url.rpartition(":")[2])
    cutting = Cutting(port, CUTS, EVENTS * 1_000 // CUTS, 20261127)

    def delivered() -> list[int]:
        url = "http" + cutting.url.removeprefix("nats")
        id = subscribed(book, receiver, url=url)
        with dispatching(runtime, Schedule([0.02] * CUTS)):
            ours.fill(runtime, EVENTS)
            eventually(runtime.database, EVENTS)
            positions = sorted(row[0] for row in runtime.database.fetch(PUBLIC))
            until(lambda: len(receiver.kept) >= len(positions))
            until(lambda: book.one(id).lag == book.one(id).backlog == 0)
        assert book.one(id).dead == 0
        return positions

    async with cutting.running():
        positions = await asyncio.to_thread(delivered)
    assert receiver.positions == positions
    assert receiver.forged == 0
    in_order(receiver)
    assert cutting.cuts >= CUTS // 2
    print(f"{len(positions)} events, {cutting.cuts} cuts, {len(receiver.seen)} came")


@pytest.mark.slow
def test_what_is_asked_for_again_while_it_is_under_way_comes_again(
    runtime: Runtime, book: Webhooks, receiver: Receiver
) -> None:
    positions = happen(runtime, 1)
    id = subscribed(book, receiver)
    first = positions[0]

    def ask_again(event: dict[str, Any]) -> int:
        if told(receiver, first) == [str(first)]:
            book.replay_one(CITY, id, first)
        return 204

    receiver.verdict = ask_again
    with dispatching(runtime):
        until(lambda: len(receiver.seen) == len(positions) + 1)
        until(lambda: book.one(id).backlog == 0)

    assert told(receiver, first) == [str(first)] * 2


def test_the_book_refuses_and_every_change_is_on_record(
    runtime: Runtime, book: Webhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://example.org/hook"
    with pytest.raises(WebhookUrlInvalid):
        book.add(CITY, "https://10.0.0.1/", Asked())
    with pytest.raises(WebhookPositionUnknown):
        book.add(CITY, url, Asked(), after=1)
    webhook, secret = book.add(CITY, url, Asked())
    book.pause(CITY, webhook.id)
    book.rotate(replace(CITY, id="operator", role=Role.OPERATOR), webhook.id)
    assert book.all("city-data") == book.all() == [book.one(webhook.id)]
    assert book.all("another") == []
    book.remove(CITY, webhook.id)
    for act in (book.pause, book.resume, book.rotate, book.remove, book.replay_dead):
        with pytest.raises(NotFound):
            act(CITY, webhook.id)
    assert book.all() == []
    kept = runtime.database.fetch("SELECT name FROM vault_secret WHERE name ~ 'webho'")
    assert kept == []

    logged = runtime.database.fetch("SELECT reader_id, purpose FROM access_log")
    assert logged == [
        ("city-data", "webhook.add"),
        ("city-data", "webhook.pause"),
        ("operator", "webhook.rotate"),
        ("city-data", "webhook.remove"),
    ]
    assert access_log.verify(runtime.database).number == 4
    assert secret.startswith("whsec_")
    monkeypatch.setattr("interfaces.webhooks.book.MOST", 0)
    with pytest.raises(TooManyWebhooks):
        book.add(CITY, url, Asked())


def test_the_schedule_lasts_75_hours_and_varies() -> None:
    from interfaces.settings import Settings

    usual = Schedule.of(Settings.model_fields["webhook_retries"].default)
    hours = sum(usual.pauses) / 3_600
    assert 75 <= hours < 76
    assert usual.pause(len(usual.pauses) + 1) is None
    least = replace(usual, chance=lambda: 0.0)
    most = replace(usual, chance=lambda: 1.0)
    assert least.pause(2) == timedelta(seconds=270)
    assert most.pause(2) == timedelta(seconds=330)
    for wrong in ("5, x", "0", "-1", "inf", "nan"):
        with pytest.raises(WebhookRetriesInvalid):
            Schedule.of(wrong)
