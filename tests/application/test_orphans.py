"""Files that nobody published: found, removed, and never one that an event names."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from application.content_folder import ContentFolder
from application.database import Database
from application.handled_files import Handled
from application.orphans import Orphans
from application.published_store import PublishedStore
from domain.errors import NotFound

AGE = timedelta(days=30)
LONG_AGO = timedelta(days=31)
RECORD = """
    INSERT INTO event (position, stream_id, version, type, data, entry, recorded_at)
    SELECT coalesce(max(position), 0) + 1, %s, coalesce(max(position), 0) + 1, %s,
        convert_to(%s::jsonb::text, 'UTF8'), '', now() FROM event
"""
AGED = "UPDATE handled_file SET handled_at = handled_at - %s"


def table(number: int) -> bytes:
    return f"项目,金额\n广告,{number}\n".encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class House:
    """A store, its database, and what the test does to time."""

    def __init__(self, database: Database, root: Path) -> None:
        self.database = database
        self.folder = ContentFolder(root)
        self.store = PublishedStore(self.folder, Handled(database).note)
        self.orphans = Orphans(database, self.folder, AGE)

    def put(self, number: int) -> str:
        return self.store.put(table(number)).file.sha256

    def record(self, type: str, data: object, publication: UUID) -> None:
        with self.database.connection() as connection:
            connection.execute(RECORD, (publication, type, Jsonb(data)))

    def age(self, by: timedelta = LONG_AGO) -> None:
        """Let it be later."""
        with self.database.connection() as connection:
            connection.execute(AGED, (by,))
        for each in self.folder.lying():
            then = (each.since - by).timestamp()
            os.utime(self.folder.path(each.sha256), (then, then))

    def found(self) -> set[str]:
        return {each.sha256 for each in self.orphans.found()}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path / "published")


def named(*digests: str) -> dict[str, object]:
    return {
        "content": {"sha256": digests[0]},
        "documents": [{"sha256": each} for each in digests[1:]],
    }


def test_what_an_event_names_is_no_orphan_however_old(house: House) -> None:
    files = [house.put(number) for number in range(6)]
    content, document, corrected, hung, erased, left = files
    first, second = uuid4(), uuid4()
    house.record("Publication.Published", named(content, document), first)
    house.record("Publication.Corrected.2", named(corrected), first)
    house.record("Publication.BoardProved", {"reference": hung}, first)
    house.record("Publication.Published", named(erased), second)
    house.record("Publication.ContentErased", {"digests": [erased]}, second)
    assert house.found() == set()  # They are young.
    house.age()
    # What was erased and still lies there is one, too: a bucket that was down.
    assert house.found() == {erased, left}
    for each in list(house.orphans.found()):
        assert house.orphans.remove(each)
    assert {each.sha256 for each in house.folder.lying()} == set(files[:4])
    with house.database.connection() as connection:
        rows = connection.execute("SELECT count(*) FROM handled_file").fetchone()
    assert rows == (4,)


def test_what_two_publications_name_stays_until_both_have_erased_it(
    house: House,
) -> None:
    file = house.put(1)
    first, second = uuid4(), uuid4()
    for publication in (first, second):
        house.record("Publication.Published", named(file), publication)
    house.age()
    house.record("Publication.ContentErased", {"digests": [file]}, first)
    assert house.found() == set()
    house.record("Publication.ContentErased", {"digests": [file]}, second)
    assert house.found() == {file}


def test_a_file_that_was_put_before_anybody_noted_it_counts_by_its_day(
    house: House,
) -> None:
    file = digest(table(1))
    house.folder.add(file, table(1))
    (house.folder.path(file).parent / ".new-broken").write_bytes(b"x")
    assert house.found() == set()
    house.age()
    (orphan,) = house.orphans.found()
    assert (orphan.sha256, orphan.size) == (file, len(table(1)))
    assert house.orphans.remove(orphan)
    assert not house.folder.has(file)


def test_who_publishes_before_keeps_the_file(house: House) -> None:
    file = house.put(1)
    house.age()
    (orphan,) = house.orphans.found()
    house.store.document(file, "documents[1]")  # A publication begins ...
    assert not house.orphans.remove(orphan)
    house.record("Publication.Published", named(file), uuid4())  # ... and ends.
    assert house.store.read(file) == table(1)
    assert house.found() == set()


@contextmanager
def removing(house: House, orphan: object) -> Iterator[threading.Event]:
    """A removal that stands still in the middle, until the event is set."""
    go_on, there = threading.Event(), threading.Event()

    class Slow(ContentFolder):
        def remove(self, sha256: str) -> None:
            there.set()
            assert go_on.wait(30)
            super().remove(sha256)

    slow = Orphans(house.database, Slow(house.folder.root), AGE)
    thread = threading.Thread(target=slow.remove, args=(orphan,))
    thread.start()
    assert there.wait(30)
    try:
        yield go_on
    finally:
        go_on.set()
        thread.join(30)


@pytest.mark.parametrize("again", [False, True])
def test_who_comes_after_waits_and_sees_that_it_is_gone(
    house: House, again: bool
) -> None:
    file = house.put(1)
    house.age()
    (orphan,) = house.orphans.found()
    done: list[str] = []

    def publish() -> None:
        try:
            if again:  # Whoever sends the file again has it kept again.
                house.put(1)
            else:
                house.store.document(file, "documents[1]")
            done.append("kept")
        except NotFound:
            done.append("gone")

    with removing(house, orphan) as go_on:
        publishing = threading.Thread(target=publish)
        publishing.start()
        _until_somebody_waits(house.database)
        assert done == []
        go_on.set()
        publishing.join(30)
    assert done == ["kept" if again else "gone"]
    assert house.folder.has(file) is again


def _until_somebody_waits(database: Database) -> None:
    asked = "SELECT 1 FROM pg_locks WHERE NOT granted"
    with psycopg.connect(database.url, autocommit=True) as connection:
        give_up_at = datetime.now().timestamp() + 30
        while not connection.execute(asked).fetchall():
            assert datetime.now().timestamp() < give_up_at


def test_no_file_is_so_young_that_a_command_may_be_under_way(
    database: Database, tmp_path: Path
) -> None:
    house = House(database, tmp_path)
    house.orphans = Orphans(database, house.folder, timedelta(0))
    file = house.put(1)
    house.age(timedelta(hours=23))
    assert house.found() == set()
    house.age(timedelta(hours=2))
    assert house.found() == {file}
