"""What is handed to the log in one piece, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from application.answer import Answer


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a command's facts lie in the log.

    position: of the last one; of the whole log if the command recorded nothing.
    ids, versions: of each aggregate given, as it stands after the command.
    replayed: the answer of an earlier command with the same idempotency key.
    """

    position: int
    ids: tuple[UUID, ...]
    versions: tuple[int, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A command's key, within its subject, and a digest of all it asked for.

    Both are 32 bytes, keyed with a secret of the vault (`application.idempotency`).
    """

    key: bytes
    digest: bytes

    @property
    def name(self) -> str:
        """What the facts of the command say: the first 32 hex digits of the key."""
        return self.key.hex()[:32]


class Statement(NamedTuple):
    """SQL that belongs in the transaction of a commit.

    sql: takes one array for each column (`unnest(%s::uuid[], %s::text[])`), so that
        the rows of many commits go to the server as one statement.
    """

    sql: LiteralString
    rows: Sequence[Sequence[Any]]


@dataclass(slots=True)
class Commit:
    """All or nothing: facts, the command's key and rows of other tables.

    ids, versions: of each aggregate after the commit, for the receipt.
    session: of the writer, in which the streams came from the log on which its facts
        were decided; None if nobody vouches that they follow without a gap.
    first_position: given by the writer; None for what is not to be written.
    uncertain: the connection broke while it was being committed.
    """

    events: Sequence[StoredEvent]
    command: IdempotencyKey | None = None
    statements: Sequence[Statement] = ()
    ids: tuple[UUID, ...] = ()
    versions: tuple[int, ...] = ()
    session: int | None = None
    answer: Answer[Receipt] = field(default_factory=Answer)
    first_position: int | None = None
    uncertain: bool = False

    def receipt(self, position: int) -> Receipt:
        return Receipt(position, self.ids, self.versions)


@dataclass(slots=True)
class Counts:
    """What a writer has done since it began.

    batches: transactions; looked: those that went the careful way. commits: written.
    refused: turned away, because a stream had moved or a key stood for something else.
    """

    batches: int = 0
    looked: int = 0
    commits: int = 0
    events: int = 0
    refused: int = 0
