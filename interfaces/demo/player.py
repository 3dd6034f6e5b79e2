"""Plays the sample through the ordinary commands, on a clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from application.commit import Receipt
from application.order import Order
from application.simulation import SimulatedClock
from domain.case import Case
from domain.compound import compound_id
from domain.roles import Actor, Role
from interfaces.demo.photograph import photograph
from interfaces.demo.script import FIRST_COMPOUND, REGISTERED, Sample, Step, span
from interfaces.runtime import Runtime


class Player:
    """One run of the sample; a run after the first adds only what is missing.

    added: how many commands recorded something that was not there before.
    cities: codes of the cities in which it plays.
    """

    def __init__(self, runtime: Runtime, clock: SimulatedClock) -> None:
        """runtime: one that was opened on this clock, which stands at the moment at
        which the sample begins unless it has begun."""
        self._runtime = runtime
        self._clock = clock
        self._sample = Sample(_moment(runtime))
        self._ids = {
            name: compound_id(code) for name, code in self._sample.codes.items()
        }
        self._versions: dict[tuple[str, str], int] = {}
        self._due: dict[UUID, datetime] = {}
        self.steps = self._sample.steps()
        self.cases = len(self._sample.cases)
        self.compounds = len(self._sample.codes)
        self.cities = self._sample.cities
        self.added = 0

    def play(
        self,
        each: Callable[[], object],
        meanwhile: Callable[[datetime], object] = bool,
    ) -> None:
        """Give every command at its moment; call `each` after each one, and
        `meanwhile` with each moment before it comes.

        A deadline that passes between two commands fires at its own moment.
        """
        for step in self.steps:
            meanwhile(step.at)
            self._fire_until(step.at)
            self._give(step)
            each()
        meanwhile(self._sample.now)
        self._fire_until(self._sample.now)
        self._clock.moment = self._sample.now

    def _give(self, step: Step) -> None:
        self._clock.moment = step.at
        if step.command == "register":
            receipt = self._call(self._runtime.compounds.register, step)
        elif step.command == "report":
            receipt = self._call(self._runtime.cases.report, step)
        else:
            command = getattr(self._runtime.cases, step.command)
            receipt = self._call(command, step, self._ids[step.subject])
        self.added += not receipt.replayed
        self._ids[step.subject] = receipt.ids[0]
        self._versions[step.subject, step.command] = receipt.versions[0]
        if step.command != "register":
            for id in receipt.ids:
                self._note_due(id)

    def _fire_until(self, moment: datetime) -> None:
        """Fire what falls due until then, in its order, as if somebody had watched."""
        while self._due and min(self._due.values()) <= moment:
            id = min(self._due, key=lambda id: self._due[id])
            self._clock.moment = self._due[id]
            self._runtime.cases.fire_due(id)
            self._note_due(id)

    def _note_due(self, id: UUID) -> None:
        self._due.pop(id, None)
        if due := self._runtime.store.load(Case, id).next_due:
            self._due[id] = due

    def _call(
        self, command: Callable[..., Receipt], step: Step, *target: UUID
    ) -> Receipt:
        """Give one command with its arguments in the types that it declares."""
        hints = get_type_hints(command)
        arguments = {
            name: self._value(hints[name], value, step)
            for name, value in step.arguments.items()
        }
        return command(Order(self._actor(step.who), step.key), *target, **arguments)

    def _actor(self, who: str) -> Actor:
        kind, _, _ = who.partition("-")
        return Actor(f"demo-{who}", Role(self._sample.people[kind]))

    def _value(self, hint: Any, value: Any, step: Step) -> Any:
        """The sample's word as the type wants it: names of cases and compounds become
        ids, lengths of time moments, names of earlier commands their entries."""
        if get_origin(hint) in (Union, UnionType):
            hint = next(each for each in get_args(hint) if each is not type(None))
        if hint is UUID:
            return self._ids[value]
        if hint is datetime:
            return step.at + span(value)
        if hint is bytes:
            return photograph()
        if hint is int and isinstance(value, str):
            return self._versions[step.subject, value]
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(value)
        return tuple(value) if isinstance(value, list) else value


def _moment(runtime: Runtime) -> datetime:
    """The sample's moment: as far behind the moment at which it begins, or began."""
    begun = runtime.store.stream(compound_id(FIRST_COMPOUND))
    if begun:
        first: datetime = begun[0].fact.timestamp
        return first + REGISTERED
    return runtime.clock().replace(minute=0, second=0, microsecond=0) + REGISTERED
