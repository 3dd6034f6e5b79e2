"""Votes open, close and are counted, and findings become final, at their time: once,
though two workers look."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from application.clock import ManualClock
from application.enterprises import Enterprises
from application.order import Order
from domain.enterprise import Enterprise, enterprise_id
from domain.enterprise_words import FindingStage
from domain.roles import Actor, Role
from domain.vote import Vote
from domain.vote_words import VoteChannel, VoteStatus
from interfaces.runtime import Runtime
from interfaces.timer_watch import TimerWatch
from interfaces.worker import Worker
from tests.application.voting import Voting, voting
from tests.interfaces.test_worker import START, history, running

DAY = timedelta(days=1)
OFFICER = Order(Actor("officer-1", Role.PROPERTY_OFFICER))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: ManualClock) -> Iterator[Runtime]:
    with running(database_url, tmp_path, clock) as runtime:
        yield runtime


class _Clock:
    """The runtime's clock, as the tests of votes wind theirs."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock.moment

    @now.setter
    def now(self, moment: datetime) -> None:
        self._clock.moment = moment


@pytest.fixture
def six(runtime: Runtime, clock: ManualClock) -> Voting:
    return voting(runtime.commands, _Clock(clock), heads=6)  # type: ignore[arg-type]


def kinds(runtime: Runtime, id: UUID) -> list[str]:
    return [kind for kind, _ in history(runtime, id)]


def looks(runtime: Runtime) -> int:
    Worker(runtime).engine.run_until_caught_up()
    return TimerWatch(runtime, lambda: False).fire_due(runtime.clock())


def at_once(runtimes: list[Runtime], moment: datetime) -> list[int]:
    """Two workers look at the same moment; how much each of them moved."""
    Worker(runtimes[0]).engine.run_until_caught_up()
    together = threading.Barrier(len(runtimes))
    moved: list[int] = []

    def look(runtime: Runtime) -> None:
        watch = TimerWatch(runtime, lambda: False)
        together.wait()
        moved.append(watch.fire_due(moment))

    threads = [threading.Thread(target=look, args=(each,)) for each in runtimes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return moved


def test_a_vote_opens_and_closes_at_its_times(
    runtime: Runtime, clock: ManualClock, six: Voting
) -> None:
    id = six.announce()
    vote = six.vote(id)

    Worker(runtime).run_until(vote.opens_at, clock)
    assert six.vote(id).status is VoteStatus.OPEN
    for number in range(5):
        six.cast(id, number)
    Worker(runtime).run_until(START + 60 * DAY, clock)

    times = {kind: at for kind, at in history(runtime, id)}
    assert (times["Opened"], times["Closed"]) == (vote.opens_at, vote.closes_at)
    done = six.vote(id)
    assert (done.ballots, done.outcomes[0].passed) == (5, True)
    assert looks(runtime) == 0


def test_what_ended_unopened_or_runs_elsewhere_is_left_alone(
    runtime: Runtime, clock: ManualClock, six: Voting
) -> None:
    """Nobody looked until the window was over: the notice has to be withdrawn."""
    id = six.announce()
    official = six.announce(channels=(VoteChannel.OFFICIAL,))
    clock.moment = START + 20 * DAY
    six.votes.open(OFFICER, official)
    clock.moment = START + 60 * DAY

    assert looks(runtime) == 0
    assert six.vote(id).status is VoteStatus.NOTICED
    assert six.vote(official).status is VoteStatus.OPEN


def test_two_workers_open_and_close_once(
    runtime: Runtime,
    database_url: str,
    tmp_path: Path,
    clock: ManualClock,
    six: Voting,
) -> None:
    ids = [six.announce() for _ in range(3)]
    with running(database_url, tmp_path, clock) as other:
        clock.moment = six.vote(ids[0]).opens_at
        at_once([runtime, other], clock.moment)
        assert {six.vote(id).status for id in ids} == {VoteStatus.OPEN}
        clock.moment = six.vote(ids[0]).closes_at
        at_once([runtime, other], clock.moment)
        clock.moment += timedelta(minutes=2)
        looks(runtime)
    for id in ids:
        named = [each for each in kinds(runtime, id) if each != "RollFrozen"]
        assert named == ["Noticed", "Opened", "Closed", "Counted"]


def test_a_count_that_was_broken_off_is_made(
    runtime: Runtime, clock: ManualClock, six: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = six.announce()
    clock.moment = six.vote(id).opens_at
    looks(runtime)
    with monkeypatch.context() as patched:

        def broken(*_: object) -> None:
            raise ConnectionError

        patched.setattr(Vote, "count", broken)
        clock.moment = six.vote(id).closes_at
        with pytest.raises(ConnectionError):
            looks(runtime)
    assert six.vote(id).status is VoteStatus.CLOSED
    assert looks(runtime) == 0
    clock.moment += timedelta(minutes=1)
    assert looks(runtime) == 1
    assert kinds(runtime, id)[-1] == "Counted"


def found(runtime: Runtime, count: int = 2) -> UUID:
    """An enterprise with so many findings that were decided."""
    firms = Enterprises(runtime.commands)
    code = "91350100M000100Y43"
    firms.register(OFFICER, credit_code=code, name="安居物业", region_path=("371000",))
    id = enterprise_id(code)
    day = START.date()
    for finding in range(1, count + 1):
        given: dict[str, Any] = {"finding": finding}
        firms.open_finding(
            OFFICER, id, entry="N4", acted_on=day, evidence=("f-1",), act="多收费"
        )
        firms.hear_finding(OFFICER, id, **given, on=day, attended=True)
        firms.decide_finding(
            OFFICER,
            id,
            **given,
            points=1,
            basis="菏27(11)",
            repair_by=day + 30 * DAY,
            correction="退还",
        )
    return id


def test_a_finding_that_nobody_appealed_against_becomes_final_once(
    runtime: Runtime, database_url: str, tmp_path: Path, clock: ManualClock
) -> None:
    id = found(runtime)
    until = runtime.store.load(Enterprise, id).findings[1].appeal_until
    assert until is not None
    clock.moment = until
    assert looks(runtime) == 0
    clock.moment = until + timedelta(microseconds=1)
    with running(database_url, tmp_path, clock) as other:
        at_once([runtime, other], clock.moment)
    looks(runtime)

    firm = runtime.store.load(Enterprise, id)
    assert {each.stage for each in firm.findings.values()} == {FindingStage.FINAL}
    assert kinds(runtime, id).count("FindingFinal") == 2
