"""The stage: stories told in acts, played in the order of their simulated time.

A story is a generator. It yields the acts of one day, which do not build on each other,
and is given their receipts; then it goes on to another day. Acts of all stories that
are due together are played together, so that their commits share transactions. They
are stepped in turn, never by whoever is ready first: the same stories with the same
seed give the same log, byte for byte.

A story that yields a moment only waits for it, and then sees what was done until then.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from eventsourcing.persistence import PersistenceError

from application.answer import Answer
from application.commit import Receipt
from application.order import Order
from application.queues import Turn
from application.simulation import SimulatedClock
from application.steps import Blocking, Steps
from domain.errors import Refusal
from domain.roles import Actor

TOGETHER = timedelta(hours=1)
"""Acts whose moments are no further apart are played together."""
AT_ONCE = 1_000
"""Acts under way at a time."""
SAID = (Refusal, PersistenceError)
"""What a command may be told instead of an answer, and deal with itself."""


@dataclass(frozen=True, slots=True)
class Act:
    """One command: when it is given, by whom, and with which arguments."""

    at: datetime
    who: Actor
    command: Callable[..., Steps[Receipt]]
    target: tuple[Any, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    def by(self, subject: str) -> Act:
        """The same by somebody else in the same role."""
        return replace(self, who=Actor(subject, self.who.role))


Story = Generator[Sequence[Act] | datetime, list[Receipt], None]


class ActRefused(Exception):
    """A story asks for something that the service refuses: the story is wrong."""

    def __init__(self, act: Act, refusal: Refusal) -> None:
        uses = type(getattr(act.command, "__self__", None)).__name__
        name = f"{uses}.{getattr(act.command, '__name__', '')}"
        said = dict(act.given)
        super().__init__(f"{act.at:%Y-%m-%d} {name} {act.target} {said}: {refusal}")


class Stage:
    """Plays stories on a simulated clock. played: how many acts so far."""

    def __init__(self, clock: SimulatedClock, key: str) -> None:
        """key: begins the idempotency key of every act; its number follows."""
        self._clock = clock
        self._key = key
        self.played = 0

    def play(self, stories: Iterable[Story], each: Callable[[], object] = bool) -> None:
        """All of the stories. each: called after some, again and again."""
        waiting: list[tuple[datetime, int, Story, Sequence[Act]]] = []
        for number, story in enumerate(stories):
            self._turn_page(waiting, number, story, None)
        while waiting:
            due = [heapq.heappop(waiting)]
            while waiting and waiting[0][0] - due[0][0] <= TOGETHER:
                due.append(heapq.heappop(waiting))
            acts = [act for _, _, _, acts in due for act in acts]
            receipts = self._played(acts, each)
            for _, number, story, own in due:
                mine, receipts = receipts[: len(own)], receipts[len(own) :]
                self._turn_page(waiting, number, story, mine)

    def _turn_page(
        self,
        waiting: list[tuple[datetime, int, Story, Sequence[Act]]],
        number: int,
        story: Story,
        receipts: list[Receipt] | None,
    ) -> None:
        """Have a story say what comes next in it, until that is something."""
        acts: Sequence[Act] | datetime = ()
        try:
            while not acts:
                acts = next(story) if receipts is None else story.send(receipts)
                receipts = []
        except StopIteration:
            return
        if isinstance(acts, datetime):
            first, acts = acts, ()
        else:
            first = min(act.at for act in acts)
        heapq.heappush(waiting, (first, number, story, acts))

    def _played(self, acts: Sequence[Act], each: Callable[[], object]) -> list[Receipt]:
        receipts: list[Receipt] = []
        while len(receipts) < len(acts):
            # The very first goes alone: it opens the writer's session, and what others
            # find in the cache depends on that.
            size = AT_ONCE if self.played else 1
            some = acts[len(receipts) : len(receipts) + size]
            self._clock.record_at(max(act.at for act in some))
            receipts += in_turn([self._begun(act) for act in some])
            each()
        return receipts

    def _begun(self, act: Act) -> Steps[Receipt]:
        """The steps of an act, each done at the moment of the act."""
        self.played += 1
        order = Order(act.who, f"{self._key}:{self.played}")
        return self._at_its_moment(act, act.command(order, *act.target, **act.given))

    def _at_its_moment(self, act: Act, steps: Steps[Receipt]) -> Steps[Receipt]:
        value: Any = None
        error: Refusal | PersistenceError | None = None
        while True:
            self._clock.moment = act.at
            try:
                step = steps.send(value) if error is None else steps.throw(error)
            except StopIteration as stop:
                receipt: Receipt = stop.value
                return receipt
            except Refusal as refusal:
                raise ActRefused(act, refusal) from refusal
            value = error = None
            if isinstance(step, Blocking):
                step = Blocking(partial(self._called, act.at, step.call))
            try:
                value = yield step
            except SAID as raised:
                error = raised

    def _called(self, at: datetime, call: Callable[[], Any]) -> Any:
        self._clock.moment = at
        return call()


def in_turn(each: Sequence[Steps[Receipt]]) -> list[Receipt]:
    """Do the steps of all, always one step of each in the order given; what they
    return."""
    results: dict[int, Receipt] = {}
    waiting: dict[int, Answer[Any] | Blocking[Any]] = {}
    for number, steps in enumerate(each):
        _step(number, steps, None, waiting, results)
    while waiting:
        for number, step in list(waiting.items()):
            # Whoever stands in a queue is called by another of these: do not wait.
            if isinstance(step, Turn) and not step.given:
                continue
            try:
                value = step.call() if isinstance(step, Blocking) else step.result()
            except SAID as error:
                waiting[number] = each[number].throw(error)
            else:
                _step(number, each[number], value, waiting, results)
    return [results[number] for number in range(len(each))]


def _step(
    number: int,
    steps: Steps[Receipt],
    value: Any,
    waiting: dict[int, Answer[Any] | Blocking[Any]],
    results: dict[int, Receipt],
) -> None:
    try:
        waiting[number] = steps.send(value)
    except StopIteration as stop:
        waiting.pop(number, None)
        results[number] = stop.value
