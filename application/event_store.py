"""The event store: aggregates in and out of the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent

from application.answer import Answer
from application.append import COMMANDS, answered, earlier_receipt
from application.clock import Clock, system_clock
from application.commit import Commit, Counts, IdempotencyKey, Receipt, Statement
from application.database import Database
from application.envelope import require_fits
from application.loads import Loads, Rows
from application.mapper import FactMapper
from application.sealing import SealedText, sealing_statements
from application.writer import Writer
from domain.errors import NotFound
from domain.facts import Fact

A = TypeVar("A", bound=Aggregate)

READ = """
    SELECT position, recorded_at, type, stream_id, version, data FROM event
    WHERE position > %s ORDER BY position LIMIT %s
"""
STREAM = """
    SELECT position, recorded_at, type, stream_id, version, data FROM event
    WHERE stream_id = %s AND (%s::timestamptz IS NULL OR recorded_at <= %s)
    ORDER BY version
"""
POSITION = "SELECT position FROM event ORDER BY position DESC LIMIT 1"
VERSION = "SELECT version FROM event WHERE stream_id = %s ORDER BY version DESC LIMIT 1"


class Recorded(NamedTuple):
    """A fact as it lies in the log; `type` is its stable name (`Case.Accepted`)."""

    position: int
    recorded_at: datetime
    type: str
    fact: Fact


class EventStore:
    """Loads aggregates, saves what they recorded, and reads the log in its order.

    Safe to share between threads. Saves that are made at the same time share one
    transaction; each still succeeds or fails by itself.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = system_clock,
        writer: Writer | None = None,
    ) -> None:
        self.database = database
        self._mapper = FactMapper()
        self._loads = Loads(database)
        self._writer = writer or Writer(database.url, clock)

    def load(self, kind: type[A], id: UUID) -> A:
        """The aggregate as it is now. Raises `NotFound`."""
        found = self.load_many(kind, [id])
        if id not in found:
            raise NotFound(what=kind.__name__, id=id)
        return found[id]

    def load_many(self, kind: type[A], ids: Sequence[UUID]) -> dict[UUID, A]:
        """The aggregates with these ids, in one query, which they share with all
        that others load at this moment; unknown ids are left out."""
        return self.replayed(kind, ids, self.rows(ids).result())

    def rows(self, ids: Sequence[UUID]) -> Answer[dict[UUID, Rows]]:
        """What is recorded of these streams, for `replayed`; see `Loads.rows`."""
        return self._loads.rows(list(ids))

    def replayed(
        self, kind: type[A], ids: Sequence[UUID], rows: Mapping[UUID, Rows]
    ) -> dict[UUID, A]:
        """The aggregates that these rows make."""
        loaded = {id: self._replayed(kind, rows[id]) for id in ids if id in rows}
        return {id: each for id, each in loaded.items() if each is not None}

    def save(
        self,
        *aggregates: Aggregate,
        command: IdempotencyKey | None = None,
        sealed: Sequence[SealedText] = (),
        also: Sequence[Statement] = (),
    ) -> Receipt:
        """Record what the aggregates have decided; return once it is committed.

        sealed: texts of which a recorded fact carries the commitments.
        also: rows of other tables, written in the same transaction.
        Raises `IntegrityError` if one of the streams moved (then nothing of this call
        is recorded), `KeyReused` if the key stands for another command, and
        `LogUnavailable` if the database stays away.
        """
        return self.submit(aggregates, command, sealed, also).result()

    def submit(
        self,
        aggregates: Sequence[Aggregate],
        command: IdempotencyKey | None = None,
        sealed: Sequence[SealedText] = (),
        also: Sequence[Statement] = (),
        *,
        session: int | None = None,
    ) -> Answer[Receipt]:
        """Have it recorded; the answer is what `save` returns or raises.

        session: in which the aggregates came from the log, or begin; see `Commit`.
        """
        facts = [fact for each in aggregates for fact in collected(each)]
        events = [self._mapper.to_stored_event(fact) for fact in facts]
        for event in events:
            require_fits(event)
        commit = Commit(
            events=events,
            command=command,
            statements=[*sealing_statements(facts, sealed), *also] if facts else also,
            ids=tuple([each.id for each in aggregates]),
            versions=tuple([each.version for each in aggregates]),
            session=session,
        )
        return self._writer.submit(commit)

    def append(
        self, events: Sequence[StoredEvent], also: Sequence[Statement] = ()
    ) -> list[int]:
        """Record stored events as they are; return their positions."""
        if not events and not also:
            return []
        for event in events:
            require_fits(event)
        commit = Commit(events, statements=also)
        last = self._writer.submit(commit).result().position
        return list(range(last - len(events) + 1, last + 1))

    def answered(self, command: IdempotencyKey) -> Receipt | None:
        """The first answer to the command with this key, if there was one.

        Raises `KeyReused` if the key stands for another command.
        """
        rows = self.database.fetch(COMMANDS, ([command.key],))
        found = {row[0]: (row[1], earlier_receipt(*row[2:])) for row in rows}
        answer = answered(command, found)
        if answer is None or isinstance(answer, Receipt):
            return answer
        raise answer

    def receipts(self, keys: Sequence[bytes]) -> dict[bytes, Receipt]:
        """The first answers to the commands with these keys, of those that had one."""
        rows = self.database.fetch(COMMANDS, ([*keys],))
        return {row[0]: earlier_receipt(*row[2:]) for row in rows}

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Up to `limit` facts after a position, in the order of the log."""
        return self._recorded(self.database.fetch(READ, (after, limit)))

    def stream(self, id: UUID, *, until: datetime | None = None) -> list[Recorded]:
        """The facts of one stream, of those recorded by `until` if it is given."""
        return self._recorded(self.database.fetch(STREAM, (id, until, until)))

    def position(self) -> int:
        """The last position of the log, 0 while it is empty."""
        rows = self.database.fetch(POSITION)
        return rows[0][0] if rows else 0

    def version(self, id: UUID) -> int | None:
        """The version of a stream, None if there is none."""
        rows = self.database.fetch(VERSION, (id,))
        return rows[0][0] if rows else None

    @property
    def counts(self) -> Counts:
        """What this process has written to the log."""
        return self._writer.counts

    @property
    def session(self) -> int:
        """Changes whenever the log may be another than the one that this store wrote
        to: after a lost connection, a standby that lagged may be in its place."""
        return self._writer.sessions

    def close(self) -> None:
        """Commit what is waiting, then stop. The database stays open."""
        self._writer.close()
        self._loads.close()

    def _replayed(self, kind: type[A], rows: Rows) -> A | None:
        aggregate: Aggregate | None = None
        fact = self._mapper.fact
        for id, version, type, data in rows:
            aggregate = fact(id, version, type, data).mutate(aggregate)
        return aggregate if isinstance(aggregate, kind) else None

    def _recorded(self, rows: Iterable[Sequence[Any]]) -> list[Recorded]:
        fact, named = self._mapper.fact, self._mapper.types.named
        return [
            Recorded(
                position,
                recorded_at,
                named(type).name,
                fact(id, version, type, data),
            )
            for position, recorded_at, type, id, version, data in rows
        ]


def collected(aggregate: Aggregate) -> list[Fact]:
    """The facts that an aggregate has decided since it was loaded; taken from it."""
    facts = aggregate.collect_events()
    return [fact for fact in facts if isinstance(fact, Fact)]
