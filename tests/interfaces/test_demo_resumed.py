"""A simulated history that broke off goes on, and ends as if it never had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from application.event_store import EventStore
from interfaces.demo.place import Place
from tests.conftest import copied
from tests.interfaces.test_demo_history import HAMLET, hamlet, log, stage

PUBLISHES = f"publishes = true\n{HAMLET}".replace("ends = 2021", "ends = 2019")


class BreaksOff(Exception):
    pass


class Breaking:
    """Lets so many calls pass, and none after them."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self) -> None:
        self.left -= 1
        if self.left <= 0:
            raise BreaksOff


@contextmanager
def breaking_in_commits(left: int) -> Iterator[None]:
    """As when the process is told to end: what it had handed over is written."""
    submit = EventStore.submit
    count = Breaking(left)

    def broken(self: EventStore, *args: Any, **given: Any) -> Any:
        count()
        return submit(self, *args, **given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(EventStore, "submit", broken)
        yield


class Runs:
    """Runs of one history, each in a database of its own."""

    def __init__(self, server_url: str, prepared: str, home: Path) -> None:
        self._server_url = server_url
        self._prepared = prepared
        self._home = home

    @contextmanager
    def begun(self, name: str) -> Iterator[str]:
        with copied(self._server_url, self._prepared) as url:
            self.home = self._home / name
            yield url


@pytest.fixture
def runs(server_url: str, prepared: str, tmp_path: Path) -> Runs:
    return Runs(server_url, prepared, tmp_path)


def whole(runs: Runs, place: Place, *, sample: bool) -> tuple[list[Any], int, int]:
    """The log of a history that nothing broke off; its batches and its commits."""
    batches: list[int] = []
    with (
        runs.begun("whole") as url,
        stage(url, runs.home, place) as (runtime, generation),
    ):
        generation.play(lambda: batches.append(1), sample=sample)
        return log(runtime), len(batches), runtime.store.counts.commits


def facts_of(entries: Sequence[Any]) -> list[bytes]:
    return sorted(data for _, data in entries)


def test_a_history_that_broke_off_again_and_again_is_as_if_it_never_had(
    runs: Runs,
) -> None:
    place = hamlet()
    expected, batches, _ = whole(runs, place, sample=False)
    breaks = sorted(Random(5).sample(range(2, batches), 3))

    with runs.begun("broken") as url:
        for at in breaks:
            with (
                stage(url, runs.home, place) as (_, generation),
                pytest.raises(BreaksOff),
            ):
                generation.play(Breaking(at), sample=False)
        with stage(url, runs.home, place) as (runtime, generation):
            generation.play(sample=False)
            found = log(runtime)

    assert found == expected


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(3))
def test_what_is_published_and_the_sample_go_on_from_any_commit(
    runs: Runs, seed: int
) -> None:
    place = hamlet(text=PUBLISHES)
    expected, _, commits = whole(runs, place, sample=True)
    random = Random(seed)
    broken: list[int] = []

    with runs.begun("broken") as url:
        while sum(broken) < commits:
            left = random.randrange(2, commits // 2)
            broken.append(left)
            with (
                stage(url, runs.home, place) as (_, generation),
                breaking_in_commits(left),
            ):
                try:
                    generation.play()
                except BreaksOff:
                    continue
                break
        with stage(url, runs.home, place) as (runtime, generation):
            if not generation.whole:
                generation.play()
            found = log(runtime)

    assert len(broken) > 1
    assert facts_of(found) == facts_of(expected)
