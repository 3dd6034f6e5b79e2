"""`kill -9` of the process that notifies, again and again, while events come."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from application.database import Database
from application.event_store import EventStore
from interfaces.notifications.rows import figures
from tests.faults.bounds import ENDS, NOTIFIER_KILLS
from tests.faults.service import Process
from tests.faults.site import ServerSite
from tests.interfaces.command_line import gongshi
from tests.interfaces.mail_server import MailHouse, mail_house
from tests.projections.samples import append, life

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
EVERY = 0.02  # seconds between two cases
WAITING = 200  # messages; what is left at the end has to go out, too
SUBJECTS = ("Case {} was assigned to you", "Case {} is overdue")


@contextmanager
def happening(store: EventStore, house: MailHouse) -> Iterator[list[UUID]]:
    """Cases are lived through meanwhile, as long as few messages wait; their ids."""
    stopping = Event()
    ids: list[UUID] = []

    def live() -> None:
        while not stopping.wait(EVERY):
            if len(SUBJECTS) * len(ids) < len(house.raw) + WAITING:
                ids.append(uuid4())
                append(store, life(ids[-1]))

    thread = Thread(target=live)
    thread.start()
    try:
        yield ids
    finally:
        stopping.set()
        thread.join()


def wait_for_more(house: MailHouse, count: int) -> None:
    seen = len(house.raw)
    give_up_at = time.monotonic() + ENDS
    while len(house.raw) < seen + count:
        assert time.monotonic() < give_up_at, "nothing more is sent"
        time.sleep(0.002)


def test_every_message_arrives_under_its_own_id(server: ServerSite) -> None:
    """At least once to the server: who dedupes by Message-ID has each message once."""
    moments = random.Random(20260905)
    with (
        mail_house() as house,
        closing(Database(server.url)) as database,
        closing(EventStore(database)) as store,
    ):
        server.variables["GONGSHI_SMTP_URL"] = house.url
        server.variables["GONGSHI_SMTP_FROM"] = "notice@gongshi.example"
        command = "notifications set steward-1 --address s@example.cn --language en"
        command += " --quiet 00:00-00:00"
        added = gongshi(command, language="en_US.UTF-8", **server.variables)
        assert added.returncode == 0, added.stderr
        with Process(server, "work") as work:
            with happening(store, house) as ids:
                for _ in range(NOTIFIER_KILLS):
                    wait_for_more(house, moments.randint(1, 60))
                    work.kill()
                    work.start()
            give_up_at = time.monotonic() + ENDS
            while (left := figures(database)).lag or left.waiting:
                assert time.monotonic() < give_up_at, left
                time.sleep(0.1)
            assert work.stop() == 0

    subjects: dict[str, set[str]] = {}
    for mail in house.mails:
        subjects.setdefault(str(mail["Message-ID"]), set()).add(str(mail["Subject"]))
    print(f"{len(subjects)} messages, {len(house.raw) - len(subjects)} repeats")
    assert all(len(each) == 1 for each in subjects.values())
    told = sorted(subject for each in subjects.values() for subject in each)
    assert told == sorted(form.format(id.hex[:8]) for id in ids for form in SUBJECTS)
    assert (left.dead, left.failed) == (0, 0)
