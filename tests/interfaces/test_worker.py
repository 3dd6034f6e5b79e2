"""Deadlines fire once, though nobody opens the system and several workers look."""

from __future__ import annotations

import base64
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from application.clock import ManualClock
from application.order import Order
from domain.case import Case
from domain.case_words import Channel, Level
from domain.roles import Actor, Role
from interfaces import worker as module
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from interfaces.worker import Worker

START = datetime(2026, 3, 10, 1, tzinfo=UTC)  # a Tuesday, 09:00 in China
DAY = timedelta(days=1)
OWNER = Order(Actor("owner-1", Role.OWNER))
MARS = 'extends = "national"\n'


@contextmanager
def running(
    database_url: str, home: Path, clock: ManualClock, rules: Path | None = None
) -> Iterator[Runtime]:
    settings = Settings(
        home=home,
        database_url=database_url,
        vault_key=SecretStr(base64.b64encode(bytes(32)).decode()),
        rules=rules,
    )
    with open_runtime(settings, clock=clock, say=lambda line: None) as runtime:
        yield runtime


def reported(runtime: Runtime, profile: str = "national") -> UUID:
    """A complaint of service: contact in 2 h, done in 3 d."""
    receipt = runtime.cases.report(
        OWNER,
        channel=Channel.APP,
        category="SRV-01",
        title="路灯不亮",
        profile=profile,
    )
    return receipt.ids[0]


def history(runtime: Runtime, case_id: UUID) -> list[tuple[str, datetime]]:
    return [
        (type(each.fact).__name__, each.fact.timestamp)
        for each in runtime.store.stream(case_id)
    ]


def test_a_forgotten_case_climbs_to_the_top_each_step_at_its_time(
    database_url: str, tmp_path: Path
) -> None:
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock) as runtime:
        id = reported(runtime)

        moved = Worker(runtime).run_until(START + 120 * DAY, clock)

        case = runtime.store.load(Case, id)
        facts = history(runtime, id)
        assert Worker(runtime).run_until(START + 120 * DAY, clock) == 0
    climbs = [at for kind, at in facts if kind == "Escalated"]
    assert climbs == [
        # 24:00 in China: 3 d, then 2 d, 7 d and 15 d from the day that begins there
        datetime(2026, 3, 13, 16, tzinfo=UTC),
        datetime(2026, 3, 16, 16, tzinfo=UTC),
        datetime(2026, 3, 24, 16, tzinfo=UTC),
        datetime(2026, 4, 9, 16, tzinfo=UTC),
    ]
    assert case.level is Level.L4
    assert Counter(kind for kind, _ in facts)["SupervisionNoticed"] == 2
    assert moved == len({at for _, at in facts[1:]})
    assert case.next_due is None


def test_a_worker_that_comes_weeks_late_dates_the_climb_when_it_looks(
    database_url: str, tmp_path: Path
) -> None:
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock) as runtime:
        id = reported(runtime)
        clock.moment = START + 30 * DAY
        worker = Worker(runtime)
        worker.engine.run_until_caught_up()

        assert worker.fire_due(clock.moment) == 1

        facts = [each.fact for each in runtime.store.stream(id)]
        missed = [each for each in facts if isinstance(each, Case.DeadlineMissed)]
        assert [each.due_at for each in missed] == [
            START + timedelta(hours=2),
            datetime(2026, 3, 13, 16, tzinfo=UTC),
        ]
        case = runtime.store.load(Case, id)
        assert (case.level, case.level_since) == (Level.L1, clock.moment)


def test_two_workers_at_once_fire_once(database_url: str, tmp_path: Path) -> None:
    clock = ManualClock(START)
    with (
        running(database_url, tmp_path, clock) as one,
        running(database_url, tmp_path, clock) as other,
    ):
        ids = [reported(one) for _ in range(20)]
        clock.moment = START + 4 * DAY
        workers = [Worker(one), Worker(other)]
        workers[0].engine.run_until_caught_up()
        together = threading.Barrier(2)
        moved: list[int] = []

        def look(worker: Worker) -> None:
            together.wait()
            moved.append(worker.fire_due(clock.moment))

        threads = [threading.Thread(target=look, args=(each,)) for each in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        for id in ids:
            kinds = [kind for kind, _ in history(one, id)]
            assert kinds == [
                "Reported",
                "DeadlineMissed",
                "DeadlineMissed",
                "Escalated",
            ]
    assert sum(moved) == len(ids)


def test_a_case_that_cannot_move_holds_up_no_other(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator takes a rule pack away under which a case runs."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "mars.toml").write_text(MARS)
    clock = ManualClock(START)
    with running(database_url, tmp_path, clock, rules) as runtime:
        stuck = reported(runtime, "mars")
        clock.moment += timedelta(minutes=1)
        free = reported(runtime)
    monkeypatch.setattr(module, "BATCH", 1)

    with running(database_url, tmp_path, clock) as runtime:
        moved = Worker(runtime).run_until(START + 4 * DAY, clock)

        assert moved == 2
        assert [kind for kind, _ in history(runtime, stuck)] == ["Reported"]
        assert runtime.store.load(Case, free).level is Level.L1
