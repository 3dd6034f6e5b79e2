"""`kill -9` of the process that sends webhooks, again and again, while events come."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from uuid import uuid4

import pytest

from application.database import Database
from application.event_store import EventStore
from tests.faults.bounds import DISPATCHER_KILLS, ENDS
from tests.faults.service import Process
from tests.faults.site import ServerSite
from tests.interfaces.command_line import gongshi
from tests.interfaces.webhook_receiver import NETWORKS, Receiver, receiving
from tests.projections.samples import append, life

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
EVERY = 0.2  # seconds between two cases


@contextmanager
def happening(store: EventStore) -> Iterator[None]:
    """Cases are lived through meanwhile."""
    stopping = Event()

    def live() -> None:
        while not stopping.wait(EVERY):
            append(store, life(uuid4()))

    thread = Thread(target=live)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def wait_for_more(receiver: Receiver, seen: int) -> None:
    give_up_at = time.monotonic() + ENDS
    while len(receiver.seen) <= seen:
        assert time.monotonic() < give_up_at, "nothing more is sent"
        time.sleep(0.005)


def wait_for(receiver: Receiver, positions: list[int]) -> None:
    give_up_at = time.monotonic() + ENDS
    while receiver.positions != positions:
        assert time.monotonic() < give_up_at, "not everything was sent"
        time.sleep(0.1)


def test_everything_is_delivered_under_its_own_id_in_order(server: ServerSite) -> None:
    """Answers break off as well, at random: a receiver that dedupes has the log."""
    moments = random.Random(20260304)
    server.variables["GONGSHI_WEBHOOK_NETWORKS"] = NETWORKS
    server.variables["GONGSHI_WEBHOOK_RETRIES"] = ", ".join(["0.1"] * 200)
    with (
        receiving() as receiver,
        closing(Database(server.url)) as database,
        closing(EventStore(database)) as store,
    ):
        command = f"webhooks add {receiver.url} --after 0"
        added = gongshi(command, language="en_US.UTF-8", **server.variables)
        assert added.returncode == 0, added.stderr
        receiver.secrets = [added.stdout.strip()]
        receiver.verdict = lambda event: moments.choice([204] * 8 + [0, 503])
        with happening(store), Process(server, "work") as work:
            for _ in range(DISPATCHER_KILLS):
                wait_for_more(receiver, len(receiver.seen) + moments.randint(0, 40))
                work.kill()
                work.start()
            wait_for_more(receiver, len(receiver.seen))
        with Process(server, "work") as work:
            rows = database.fetch("SELECT position FROM event WHERE salt IS NULL")
            positions = sorted(row[0] for row in rows)
            wait_for(receiver, positions)
            assert work.stop() == 0

    repeated = len(receiver.seen) - len(positions)
    print(f"{len(positions)} events, {repeated} repeats")
    assert receiver.forged == 0
    ids = [each["webhook-id"] for each in receiver.headers]
    assert set(ids) == set(receiver.kept)
    by_position = {
        (each["id"], id) for each, id in zip(receiver.seen, ids, strict=True)
    }
    assert len(by_position) == len(positions)
    for taken in receiver.by_subject().values():
        assert taken == sorted(taken)
