"""Commands tried out: decided on what is in the log, and recorded nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate

from application.answer import Answer
from application.commit import IdempotencyKey, Receipt, Statement
from application.event_store import EventStore, collected
from application.loads import Rows
from application.mapper import FactMapper
from application.sealing import SealedText


class Rehearsal(EventStore):
    """An event store that keeps to itself what is saved, and shows it to those who
    load afterwards, so that a command can follow another that was not recorded."""

    def __init__(self, store: EventStore) -> None:
        super().__init__(store.database)
        self._kept: dict[UUID, Rows] = {}
        self._facts = FactMapper()

    def rows(self, ids: Sequence[UUID]) -> Answer[dict[UUID, Rows]]:
        stored, whole = super().rows(ids), Answer[dict[UUID, Rows]]()

        def add_kept() -> None:
            try:
                found = dict(stored.value())
            except psycopg.Error as error:
                whole.give(error)
                return
            for id in ids:
                if id in self._kept:
                    found[id] = [*found.get(id, []), *self._kept[id]]
            whole.give(found)

        stored.then(add_kept)
        return whole

    def submit(
        self,
        aggregates: Sequence[Aggregate],
        command: IdempotencyKey | None = None,
        sealed: Sequence[SealedText] = (),
        also: Sequence[Statement] = (),
        *,
        session: int | None = None,
    ) -> Answer[Receipt]:
        for aggregate in aggregates:
            kept = self._kept.setdefault(aggregate.id, [])
            kept += [self._row(fact) for fact in collected(aggregate)]
        answer: Answer[Receipt] = Answer()
        ids = tuple(each.id for each in aggregates)
        answer.give(Receipt(0, ids, tuple(each.version for each in aggregates)))
        return answer

    def _row(self, fact: Any) -> tuple[Any, ...]:
        event = self._facts.to_stored_event(fact)
        return (
            event.originator_id,
            event.originator_version,
            event.topic,
            event.state,
        )
