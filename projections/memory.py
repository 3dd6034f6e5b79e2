"""What an engine remembers of a read model between batches, and writes after each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, LiteralString, Self, TypeVar
from uuid import UUID

from application.database import Connection
from application.event_store import Recorded
from projections import positions
from projections.adding import Adding
from projections.folding import OutOfOrder
from projections.hot_rows import HotRows
from projections.tables import Table

if TYPE_CHECKING:
    from projections.projection import Projection

R = TypeVar("R", bound=tuple[Any, ...])

# What a rule of a read model raises when it cannot make sense of an event.
UNFOLDABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
BEHIND = "an earlier event of its stream is parked"


class Memory:
    """The hot rows of a read model and what has still to be written, of one engine.

    It holds as long as nobody else changes the tables, which `positions.hold` tells
    by the generation; whatever fails in between, it is thrown away.
    """

    def __init__(
        self, conn: Connection, projection: Projection, generation: int = -1
    ) -> None:
        """generation: of the tables as they are now, -1 if nobody else has them."""
        self.projection = projection
        self.generation = generation
        self._conn = conn
        self._encoders: dict[str, Callable[[Any], bytes]] = {}
        self._safely = False
        self.renewed()

    def renewed(self) -> Self:
        """Forget everything, also what has still to be written."""
        parked = positions.parked_streams(self._conn, self.projection.name)
        self._parked = {stream.int for stream in parked}
        self._hot: dict[str, HotRows[Any]] = {}
        self._added: list[Adding[Any]] = []
        self._updates: list[tuple[LiteralString, Sequence[Any]]] = []
        self._parking: list[positions.Parked] = []
        return self

    def fold(
        self,
        table: Table[R],
        batch: Sequence[Recorded],
        evolve: Callable[[R | None, Recorded], R],
    ) -> None:
        """Bring the rows of the batch's streams up to date, one row a stream.

        An event for which `evolve` fails is parked, and so are those that follow it
        in its stream; the row stays as it was before. What the row has seen already is
        passed over.
        """
        hot = self._rows(table)
        ids = [recorded.fact.originator_id for recorded in batch]
        streams = [id.int for id in ids]
        hot.fetch(self._conn, dict(zip(streams, ids, strict=True)).values())
        rows, changed, parked = hot.rows, hot.changed, self._parked
        for stream, recorded in zip(streams, batch, strict=True):
            if stream in parked:
                self.park(recorded, BEHIND)
                continue
            row: Any = rows[stream]
            version = recorded.fact.originator_version
            seen = row.version if row is not None else 0
            try:
                if version == seen + 1:
                    rows[stream] = changed[stream] = evolve(row, recorded)
                elif version > seen:
                    raise OutOfOrder(f"version {version} follows {seen}")
            except UNFOLDABLE as error:
                self.park(recorded, f"{type(error).__name__}: {error}")

    def adding(self, table: Table[R]) -> Adding[R]:
        """What adds rows that a fact makes once and for all; ask before the fold."""
        encode = self._encoders.get(table.name)
        if encode is None:
            encode = self._encoders[table.name] = table.encoder(self._conn)
        adding = Adding(table, self._conn, encode, safely=self._safely)
        self._added.append(adding)
        return adding

    def update(self, statement: LiteralString, values: Sequence[Any]) -> None:
        """Change rows that were added; done after those of this batch are there."""
        self._updates.append((statement, values))

    def park(self, recorded: Recorded, error: str) -> None:
        """Set an event aside, and with it whatever follows in its stream."""
        self.set_aside(recorded.position, recorded.fact.originator_id, error)

    def set_aside(self, position: int, stream: UUID, error: str) -> None:
        """The same for an event of which no more is known."""
        self._parked.add(stream.int)
        self._parking.append((position, stream, error))

    def take(
        self, batch: Sequence[Recorded], *, safely: bool = False, rows: bool = True
    ) -> int:
        """Fold a batch and write what it makes; return how many events were parked.

        safely: even over what is there already. rows: also those that may change
        again; without, they wait for a later call, unless there are too many.
        """
        self._safely = safely
        try:
            self.projection.apply(self, batch)
            for adding in self._added:
                adding.end()
        except BaseException as error:
            for adding in self._added:
                adding.abandon(error)
            raise
        self._added = []
        return self.write(rows=rows)

    def write(self, *, rows: bool = True) -> int:
        """Write what is waiting; return how many events were parked."""
        conn, parking = self._conn, self._parking
        for statement, values in self._updates:
            conn.execute(statement, values)
        for hot in self._hot.values():
            if rows or hot.full:
                hot.write(conn, safely=self._safely)
        if parking:
            positions.park(conn, self.projection.name, parking)
        self._updates, self._parking = [], []
        return len(parking)

    def _rows(self, table: Table[R]) -> HotRows[R]:
        found = self._hot.get(table.name)
        if found is None:
            found = self._hot[table.name] = HotRows(table, self._conn)
        return found
