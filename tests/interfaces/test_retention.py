"""What need no longer be kept is reported, and erased only where that is wanted."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from application.clock import ManualClock
from application.erasure import sealings_of
from application.order import Order
from domain.case_words import Channel
from domain.roles import Actor, Role
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Retention, Settings
from interfaces.worker import Worker

START = datetime(2026, 3, 10, 1, tzinfo=UTC)
FIVE_YEARS_ON = datetime(2031, 3, 10, 1, tzinfo=UTC)
STREET = Order(Actor("street-1", Role.STREET_OFFICER))
STEWARD = Order(Actor("steward-1", Role.STEWARD))


@contextmanager
def running(
    database_url: str, home: Path, clock: ManualClock, retention: Retention
) -> Iterator[Runtime]:
    settings = Settings(
        home=home,
        database_url=database_url,
        vault_key=SecretStr(base64.b64encode(bytes(32)).decode()),
        retention=retention,
    )
    with open_runtime(settings, clock=clock, say=lambda line: None) as runtime:
        yield runtime


def closed(runtime: Runtime) -> UUID:
    """A case that was reported, resolved, verified and closed at once."""
    cases = runtime.cases
    id = cases.report(
        STREET, channel=Channel.APP, category="SRV-01", title="路灯不亮", reporter="r"
    ).ids[0]
    cases.accept(STEWARD, id)
    cases.start(STEWARD, id)
    cases.resolve(STEWARD, id, outcome="已修复")
    cases.verify(STREET, id, solved=True)
    cases.close(STREET, id)
    return id


def left(runtime: Runtime, id: UUID) -> int:
    return len(sealings_of(runtime.database, id))


def test_what_is_due_is_reported_and_stays(database_url: str, tmp_path: Path) -> None:
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock, Retention.REPORT) as runtime:
        id = closed(runtime)
        worker = Worker(runtime)
        worker.engine.run_until_caught_up()
        watch = worker.retention

        assert watch.look(FIVE_YEARS_ON - timedelta(seconds=1)) == []
        assert watch.look(FIVE_YEARS_ON) == [id]
        assert left(runtime, id) == 2


def test_an_operator_may_have_it_erased(database_url: str, tmp_path: Path) -> None:
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock, Retention.ERASE) as runtime:
        id = closed(runtime)
        clock.moment = START + timedelta(days=1)
        young = closed(runtime)
        worker = Worker(runtime)
        worker.engine.run_until_caught_up()
        clock.moment = FIVE_YEARS_ON

        assert worker.retention.look(clock.moment) == [id]
        assert (left(runtime, id), left(runtime, young)) == (0, 2)
        assert worker.retention.look(clock.moment) == []


def test_it_looks_once_a_day(database_url: str, tmp_path: Path) -> None:
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock, Retention.ERASE) as runtime:
        closed(runtime)
        worker = Worker(runtime)
        worker.engine.run_until_caught_up()
        id = runtime.store.read(0, 1)[0].fact.originator_id
        clock.moment = FIVE_YEARS_ON
        worker.retention.look_daily(START)
        worker.retention.look_daily(START + timedelta(hours=23))
        assert left(runtime, id) == 2

        worker.retention.look_daily(FIVE_YEARS_ON)
        assert left(runtime, id) == 0


def test_a_case_that_goes_on_meanwhile_is_not_touched(
    database_url: str, tmp_path: Path
) -> None:
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock, Retention.ERASE) as runtime:
        id = closed(runtime)
        worker = Worker(runtime)
        worker.engine.run_until_caught_up()
        # The read model has not seen it yet.
        runtime.cases.reopen(STREET, id, reason="又不亮了")
        clock.moment = FIVE_YEARS_ON
        worker.retention.look(clock.moment)

        assert left(runtime, id) == 3
