"""What a use case calls to begin an aggregate or to change one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.clock import Clock
from application.commit import Receipt, Statement
from application.deciding import Deciding
from application.event_store import EventStore
from application.order import Order
from application.publishing import PublishingDesk
from application.rules import RulePacks
from application.steps import Steps
from application.vault import Vault
from domain.errors import Refusal
from domain.facts import Stamp

A = TypeVar("A", bound=Aggregate)
R = TypeVar("R", covariant=True)
"""What a command comes back as: a `Receipt`, or the steps that lead to one."""


class Commands(Deciding, Generic[R]):
    """The commands of aggregates, as the use cases give them.

    What a command raises, beside what its decision refuses: `InvalidInput` for a key
    that is not 1 to 128 printable ASCII characters, `TextTooLong`, `TextNotClean`,
    `NotFound`, `Conflict`, `KeyReused`, `LogUnavailable`.
    """

    def __init__(
        self,
        store: EventStore,
        vault: Vault,
        rules: RulePacks,
        clock: Clock,
        run: Callable[[Steps[Receipt]], R],
        desk: PublishingDesk | None = None,
    ) -> None:
        """run: does the steps of a command, or hands them on; `now` waits for them.
        desk: what publishing works with, where it is done."""
        super().__init__(store, vault, rules, clock)
        self.run = run
        self._desk = desk

    @property
    def desk(self) -> PublishingDesk:
        assert self._desk is not None, "whoever publishes needs the desk"
        return self._desk

    def in_steps(self) -> Commands[Steps[Receipt]]:
        """The same, for whoever does the steps himself."""
        other: Any = copy(self)
        other.run = _as_they_are
        return cast("Commands[Steps[Receipt]]", other)

    def create(
        self,
        order: Order,
        name: str,
        profile: str | None,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[Stamp], Aggregate],
        *,
        id: UUID | None = None,
        also: Sequence[Statement] = (),
        taken: Refusal | None = None,
    ) -> R:
        """Begin an aggregate.

        profile: names the rule pack; None the national one.
        body: all that is asked for, but nothing drawn at random.
        id: of the aggregate, needed if the actor is a resident.
        also: rows of other tables, written in the same transaction.
        taken: refuses it if the aggregate is there already; otherwise a `Conflict`.
        """
        return self.run(
            self.creating(order, name, profile, body, texts, decide, id, also, taken)
        )

    def change(
        self,
        order: Order,
        name: str,
        kind: type[A],
        id: UUID,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[A, Stamp], None],
    ) -> R:
        """Change an aggregate that exists, under the rule pack of its profile."""
        return self.run(self.changing(order, name, kind, id, body, texts, decide))

    def change_all(
        self,
        order: Order,
        name: str,
        kind: type[A],
        ids: Sequence[UUID],
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[dict[UUID, A], Stamp], None],
    ) -> R:
        """Change several aggregates in one commit. Rule pack, expected version and a
        resident's pseudonym are those of the first."""
        return self.run(self.changing_all(order, name, kind, ids, body, texts, decide))

    def change_together(
        self,
        order: Order,
        name: str,
        kinds: Mapping[UUID, type[Aggregate]],
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[dict[UUID, Any], Stamp], None],
        *,
        new: Collection[UUID] = (),
    ) -> R:
        """Change aggregates of several kinds in one commit.

        kinds: the kind of each, by id; expected version, rule pack (its `profile`) and
            a resident's pseudonym are those of the first, which must be there.
        decide: is given those that are there, by id; what it puts among them is saved.
        new: those that need not be there yet.
        """
        return self.run(self.together(order, name, kinds, body, texts, decide, new))


def _as_they_are(steps: Steps[Receipt]) -> Steps[Receipt]:
    return steps
