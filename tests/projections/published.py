"""A log for tests: events in a database, a folder, and those who look at it.

The outside check knows nothing of how the log is written: it reads the files as an
auditor does, and hashes by the plain definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from application.checkpoint import Checkpoint
from application.database import Database
from application.log_keys import LogKeys
from application.signed_note import Signer, Verifier, opened
from application.tlog_tiles import ENTRIES, Tile, entries_in, hashes_in, tiles_of
from domain.merkle import leaf_hash, node_hash
from projections.transparency.folder import LogFolder
from projections.transparency.keeper import LogKeeper
from projections.transparency.publisher import Publisher

ORIGIN = "log.example/gongshi"
KEYS = LogKeys((Signer(ORIGIN, 1, bytes(range(32))),))
INSERT = """
    INSERT INTO event
        (position, stream_id, version, type, data, entry, recorded_at)
    SELECT position, stream_id, 1, 'Case.Reported', '{}', entry, now()
    FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[]) AS row (position, stream_id,
        entry)
"""


def entry(position: int) -> bytes:
    return b'{"position":%d,"x":"%s"}' % (position, b"x" * (position % 50))


def grow(database: Database, number: int) -> None:
    """Add events to the log, until it has so many."""
    with database.connection() as conn:
        found = conn.execute("SELECT coalesce(max(position), 0) FROM event").fetchone()
        positions = range((found[0] if found else 0) + 1, number + 1)
        streams = [UUID(int=each) for each in positions]
        entries = [entry(each) for each in positions]
        conn.execute(INSERT, (list(positions), streams, entries))


def keeper(database: Database, folder: LogFolder, keys: LogKeys = KEYS) -> LogKeeper:
    return LogKeeper(database, folder, lambda: keys, poll=0.02)


@contextmanager
def publishing(database: Database, folder: LogFolder) -> Iterator[Publisher]:
    with keeper(database, folder).alone() as publisher:
        assert publisher is not None, "nobody else publishes"
        yield publisher


def root_of(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def content(public: Path, tile: Tile) -> bytes:
    """A tile, or while it is there the whole one, as the standard has clients do."""
    for path in (tile.path, tile.whole.path):
        if (public / path).exists():
            return (public / path).read_bytes()
    raise FileNotFoundError(tile.path)


def checked(
    public: Path, keys: Sequence[Verifier] = KEYS.verifiers
) -> Checkpoint | None:
    """The published checkpoint, if all that it covers is there and is right.

    Fails if anything is not; None if nothing is published yet.
    """
    if not (public / "checkpoint").exists():
        return None
    text = opened((public / "checkpoint").read_bytes(), keys).text
    checkpoint = Checkpoint.parse(text)
    assert checkpoint.origin == ORIGIN
    entries: list[bytes] = []
    rows: dict[int, list[bytes]] = {}
    for tile in tiles_of(checkpoint.size):
        found = content(public, tile)
        if tile.level == ENTRIES:
            width = tile.width if (public / tile.path).exists() else 256
            entries += entries_in(found, width)[: tile.width]
        else:
            width = len(found) // 32
            row = hashes_in(found, width)[: tile.width]
            rows.setdefault(tile.level, []).extend(row)
    assert len(entries) == checkpoint.size
    leaves = [leaf_hash(each) for each in entries]
    assert rows[0] == leaves
    for level in range(1, len(rows)):
        below = rows[level - 1]
        full = [below[at : at + 256] for at in range(0, len(below) - 255, 256)]
        assert rows[level] == [root_of(row) for row in full]
    assert root_of(leaves) == checkpoint.root
    return checkpoint
